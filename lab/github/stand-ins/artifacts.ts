// Artifacts of a run below its own folder, each written once, as upload-artifact and download-artifact have it. One that
// is not archived is a file, the others are folders.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import {
  basename,
  dirname,
  isAbsolute,
  join,
  matchesGlob,
  relative,
  resolve,
  sep,
} from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { SERVER_URL } from '../run.ts';
import type { Run } from '../run.ts';
import type { StandInCall } from './stand-in-call.ts';

/** Stores the files that `path` names under `name`, which must be new in this run. */
export function uploadArtifact({ job, input, say }: StandInCall): Record<string, string> {
  const { run } = job;
  const hidden = input('include-hidden-files') === 'true';
  const { files, root } = search(run.workspace, input('path'), hidden);
  if (files.length === 0) return missing(input('path'), input('if-no-files-found'), say);
  const single = input('archive') === 'false';
  if (single && files.length > 1)
    throw new Error(
      `When 'archive' is set to false, only a single file can be uploaded. Found ${files.length} files to upload.`,
    );
  // What is overwritten is the artifact of that name, whatever the file is called.
  const named = input('name') || 'artifact';
  if (input('overwrite') === 'true')
    rmSync(join(run.folders.artifacts, valid(named)), { recursive: true, force: true });
  const name = valid(single ? basename(files[0] ?? '') : named);
  const folder = join(run.folders.artifacts, name);
  if (existsSync(folder))
    throw new Error(
      'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
    );
  run.artifacts.ofThisAttempt.add(name);
  const digest = createHash('sha256');
  for (const file of files) {
    const inside = relative(root, file);
    cpSync(file, single ? folder : join(folder, inside));
    digest.update(inside).update('\0').update(readFileSync(file));
  }
  const id = String(readdirSync(run.folders.artifacts).length);
  say('info', `Artifact ${name} has been uploaded: ${files.length} files`);
  return {
    'artifact-id': id,
    'artifact-digest': digest.digest('hex'),
    'artifact-url': `${SERVER_URL}/${REPOSITORY}/actions/runs/${run.id}/artifacts/${id}`,
  };
}

function valid(name: string): string {
  if (/["\\:<>|*?\r\n/]/.test(name)) throw new Error(`The artifact name is not valid: ${name}`);
  return name;
}

function missing(path: string, choice: string, say: StandInCall['say']): Record<string, string> {
  const text = `No files were found with the provided path: ${path}. No artifacts will be uploaded.`;
  if (choice === 'error') throw new Error(text);
  say(choice === 'ignore' ? 'info' : 'warning', text);
  return {};
}

/** The files, and the folder that their names in the artifact are relative to: the least common one. */
function search(
  workspace: string,
  path: string,
  hidden: boolean,
): { readonly files: readonly string[]; readonly root: string } {
  const lines = path
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) throw new Error('Input required and not supplied: path');
  const full = (line: string): string => resolve(workspace, line);
  const exclude = lines.filter((line) => line.startsWith('!')).map((line) => full(line.slice(1)));
  const wanted = lines.filter((line) => !line.startsWith('!')).map(full);
  const files = new Set<string>();
  for (const pattern of wanted)
    for (const found of globSync(pattern)) for (const file of filesBelow(found)) files.add(file);
  const shown = [...files]
    .filter((file) => hidden || !relative(workspace, file).split(sep).some(isHidden))
    .filter((file) => !exclude.some((pattern) => matchesGlob(file, pattern)))
    .sort();
  return { files: shown, root: commonFolder(wanted.map(searchRoot)) };
}

const isHidden = (part: string): boolean => part.startsWith('.') && part !== '..';

function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The folder that a pattern searches: itself, or what stands before its first wildcard. */
function searchRoot(pattern: string): string {
  const parts = pattern.split(sep);
  const wild = parts.findIndex((part) => /[*?[]/.test(part));
  if (wild >= 0) return parts.slice(0, wild).join(sep) || sep;
  return existsSync(pattern) && statSync(pattern).isFile() ? dirname(pattern) : pattern;
}

function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...others] = folders.map((folder) => folder.split(sep));
  const parts = typeof first === 'string' ? [first] : first;
  let length = parts.length;
  for (const other of others) {
    while (other.slice(0, length).join(sep) !== parts.slice(0, length).join(sep)) length -= 1;
  }
  return parts.slice(0, length).join(sep) || sep;
}

/** Puts one artifact, or all that match a pattern, below `path`. */
export function downloadArtifacts(call: StandInCall): Record<string, string> {
  const { job, input, say } = call;
  const { run } = job;
  const target = resolve(run.workspace, input('path'));
  keepOut(run, target);
  const all = artifactsFor(call);
  const name = input('name');
  if (name !== '' && !all.includes(name))
    throw new Error(
      `Unable to download artifact(s): Artifact not found for name: ${name}\n        Please ensure that your artifact is not expired and the artifact was uploaded using a compatible version of toolkit/upload-artifact.`,
    );
  const pattern = input('pattern') || '*';
  const chosen = name === '' ? all.filter((other) => matchesGlob(other, pattern)) : [name];
  const flat = name !== '' || input('merge-multiple') === 'true';
  mkdirSync(target, { recursive: true });
  for (const artifact of chosen) {
    const from = join(run.folders.artifacts, artifact);
    const to = flat ? target : join(target, artifact);
    cpSync(from, statSync(from).isFile() ? join(to, artifact) : to, { recursive: true });
  }
  say('info', `Total of ${chosen.length} artifact(s) downloaded`);
  return { 'download-path': target };
}

/**
 * The names that the job may find. Without a token the action asks the runtime, which may know this attempt's alone
 * (actions/download-artifact#486), and leaves `run-id` aside. With a token it asks the REST API for the run.
 */
function artifactsFor({ job: { run }, input }: StandInCall): readonly string[] {
  const stored = existsSync(run.folders.artifacts) ? readdirSync(run.folders.artifacts).sort() : [];
  const { ofThisAttempt, earlierToo } = run.artifacts;
  const token = input('github-token');
  if (token !== '') {
    const may = run.tokens.get(token);
    if (may === undefined) throw new Error('Bad credentials - https://docs.github.com/rest');
    if (!may('actions', 'read')) throw new Error('Resource not accessible by integration');
    if (input('run-id') !== '' && input('run-id') !== run.id) throw new Error('Not Found');
    if (earlierToo) return stored;
  }
  return stored.filter((name) => ofThisAttempt.has(name));
}

/** In the lab the workspace is somebody's repository: nothing is unpacked there. */
function keepOut(run: Run, target: string): void {
  const inside = relative(run.folders.root, target);
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new Error(
      `path: expected a folder below \${{ runner.temp }}, because the lab's workspace is your repository; got '${target}'`,
    );
}
