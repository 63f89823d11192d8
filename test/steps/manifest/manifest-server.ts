// A server and a bucket that hand out a manifest as a test says, so that each way to spoil it can be tried.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SigningBucket } from '../../../src/aws/s3/s3.ts';
import type { Sending } from '../../../src/core/requests/ssm.ts';
import type { Ssm } from '../../../src/aws/ssm/ssm.ts';
import { CutoverError } from '../../../src/core/errors.ts';
import type { StepContext } from '../../../src/steps/frame/context.ts';
import { DOCUMENTS } from '../../../src/steps/servers/documents.ts';
import { fetchManifest } from '../../../src/steps/manifest/fetch-manifest.ts';
import type { Manifest, ManifestPorts } from '../../../src/steps/manifest/list-tree.ts';
import { changed, load } from '../../runbook/image-archive.ts';

export const sha256 = (bytes: Buffer | string): string =>
  createHash('sha256').update(bytes).digest('hex');

const WANTED = { mount: '/mnt/data', label: 'source', user: 'www-data', group: 'www-data' };

const META = '10 1700000000.0000000000 1700000000.0000000000 644 33 33 1';

/** A row of the manifest; folders are paths that end in a slash. */
export const row = (path: string): string => `${path.endsWith('/') ? 'd' : 'f'} ${META}/${path}\0`;

/** Rows in three parts. */
export const PARTS = [row('a/') + row('a/1') + row('a/2'), row('b') + row('c/'), row('c/1')];

/** What the server answers for rows in parts. */
export function answerOf(parts: readonly string[]): Map<string, string> {
  const all = parts.join('');
  const rows = (text: string): number => text.split('\0').length - 1;
  const packed = parts.map((part) => gzipSync(Buffer.from(part, 'latin1')));
  return new Map<string, string>([
    ['listed', 'yes'],
    ['source', 'nfs-server.example.internal:/export/data'],
    ['began', '1700000000'],
    ['ended', '1700000060'],
    ['rows', String(rows(all))],
    ['folders', String([...all.matchAll(/(^|\0)[du] /g)].length)],
    ['pruned', '2'],
    ['pruned-first', Buffer.from('a/.snapshot\0.zfs\n\0cut').toString('base64')],
    ['denied', String([...all.matchAll(/(^|\0)u /g)].length)],
    ['sha256', sha256(Buffer.from(all, 'latin1'))],
    ['parts', String(parts.length)],
    ...packed.map((part, i): [string, string] => [
      `part-${i + 1}`,
      `${rows(parts[i] ?? '')} ${part.length} ${sha256(part)}`,
    ]),
  ]);
}

/** What the agent puts into S3 for a part. */
export function printed(part: string, number: number): string {
  const base64 = gzipSync(Buffer.from(part, 'latin1')).toString('base64');
  const lines = base64.match(/.{1,4096}/g) ?? [];
  return [
    `@part=${Buffer.from(String(number)).toString('base64')}`,
    `-----BEGIN PART ${number}-----`,
    ...lines,
    `-----END PART ${number}-----`,
    '',
  ].join('\n');
}

export interface FakeServer extends Disposable {
  readonly context: StepContext;
  readonly ports: ManifestPorts;
  readonly directory: string;
  /** What was sent, in order: the document, and the part. */
  readonly sent: readonly string[];
  readonly said: readonly string[];
  readonly files: () => readonly string[];
}

/**
 * A server whose list-tree answers `answer`, and whose part n is in S3 as `outputs` gives it: printed, or with
 * `uploads` as it was put. `uploads` is what upload-parts answers.
 */
export function fakeServer(
  answer: ReadonlyMap<string, string>,
  outputs: (part: number, asked: number) => string | Error | undefined,
  uploads?: Readonly<Record<string, string>>,
  runbook = changed(
    'evidence:\n',
    `evidence:\n  upload: ${uploads === undefined ? 'agent' : 'presigned'}\n`,
  ),
): FakeServer {
  const directory = mkdtempSync(join(tmpdir(), 'nfs-cutover-manifest-'));
  const sendings: Sending[] = [];
  const sent: string[] = [];
  const said: string[] = [];
  const asked = new Map<number, number>();
  const ssm: Ssm = {
    document: async (name) => ({
      content: DOCUMENTS[name.replace('nfs-cutover-', '') as keyof typeof DOCUMENTS],
      version: '1',
      hash: 'a',
      status: 'Active',
    }),
    send: async (sending) => {
      sendings.push(sending);
      sent.push([sending.document, decode(sending.parameters.Part)].join(' ').trim());
      return { id: String(sendings.length - 1), requestedAt: undefined };
    },
    invocation: async (command) => {
      const { document } = sendings[Number(command)] ?? {};
      const values =
        document === 'nfs-cutover-list-tree'
          ? answer
          : new Map(Object.entries(document === UPLOAD ? (uploads ?? {}) : { part: '1' }));
      const stdout = [...values]
        .map(([key, value]) => `@${key}=${Buffer.from(value).toString('base64')}\n`)
        .join('');
      return { status: 'Success', details: 'Success', exit: 0, stdout, stderr: '' };
    },
    cancel: async () => {},
  };
  const bucket: SigningBucket = {
    name: 'outputs-of-the-test',
    signUpload: ({ key }) => Promise.resolve(`https://outputs.s3.us-west-2.amazonaws.com/${key}`),
    head: () => Promise.reject(new Error('not asked for')),
    sha256: () => Promise.reject(new Error('not asked for')),
    modifiedSince: () => {
      throw new Error('not asked for');
    },
    stream: async function* (key) {
      const [prefix, , , of = ''] = key.split('/');
      const part =
        prefix === 'uploads'
          ? partOf(answer, of)
          : Number(decode(sendings[Number(of)]?.parameters.Part));
      const before = asked.get(part) ?? 0;
      asked.set(part, before + 1);
      const text = outputs(part, before);
      if (text === undefined) throw failure('aws-not-found');
      if (text instanceof Error) throw text;
      for (let at = 0; at < text.length; at += 1000)
        yield Buffer.from(text.slice(at, at + 1000), 'latin1');
    },
  };
  return {
    context: contextOf(said, runbook),
    ports: { ssm, outputs: bucket },
    directory,
    sent,
    said,
    files: () => readdirSync(directory).sort(),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

const UPLOAD = 'nfs-cutover-upload-parts';

/** The number of the part with this SHA-256. */
function partOf(answer: ReadonlyMap<string, string>, sha256: string): number {
  const found = [...answer].find(([, value]) => value.endsWith(` ${sha256}`));
  return Number(found?.[0].replace('part-', ''));
}

/** A part as the server puts it. */
export const packed = (part: string): string =>
  gzipSync(Buffer.from(part, 'latin1')).toString('latin1');

const decode = (base64 = ''): string => Buffer.from(base64, 'base64').toString();

export const failure = (code: 'aws-not-found' | 'aws-unavailable' | 'aws-denied'): CutoverError =>
  new CutoverError(code, { what: 'the object', expected: 'an answer', got: code, cure: 'wait' });

function contextOf(said: string[], runbook: string): StepContext {
  return {
    runbook: load(runbook),
    runbookFile: 'runbooks/image-archive.yml',
    run: { id: '4711', attempt: 1, job: 'verify', stepId: 'tree', url: undefined },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    signal: new AbortController().signal,
    env: {},
    say: (line) => {
      said.push(line);
    },
  };
}

export const fetchFrom = (server: FakeServer, more: object = {}): Promise<Manifest> =>
  fetchManifest(server.context, server.ports, { ...WANTED, directory: server.directory, ...more });

/** With what the fetch fails. */
export async function errorOf(server: FakeServer, more: object = {}): Promise<CutoverError> {
  const thrown: unknown = await fetchFrom(server, more).catch((error: unknown) => error);
  if (thrown instanceof CutoverError) return thrown;
  throw new Error(`expected a CutoverError, got ${String(thrown)}`);
}
