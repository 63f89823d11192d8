// Values that become known during the run: their names in a plan, what they are, what they look like.

interface Placeholder {
  readonly means: string;
  /** Source of a regular expression that the whole value matches. */
  readonly form: string;
}

const SHA256 = '[0-9a-f]{64}';
const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ARN = 'arn:aws[a-z-]*:[a-z]+:[a-z0-9-]+:[0-9]{12}:.+';
const EXECUTION_ARN = `${ARN}/execution/exec-[0-9a-f]+`;

const PLACEHOLDERS = {
  run: { means: 'the id of the workflow run', form: '[0-9]+' },
  'earlier-run': { means: 'the id of an earlier run of this runbook', form: '[0-9]+' },
  'confirmed-run': { means: 'the id of the run whose cutover was confirmed', form: '[0-9]+' },
  attempt: { means: 'the attempt of the run, from 1', form: '[0-9]+' },
  'default-branch': { means: 'the default branch of the repository', form: '.+' },
  commit: { means: 'the commit of the run', form: '[0-9a-f]{40}' },
  server: { means: 'each of the servers of that document', form: '(i|mi)-[0-9a-f]+' },
  'of-attempt?': {
    means: 'nothing in the first attempt of the run; in each later one - and its number',
    form: '(-[0-9]+)?',
  },
  'of-server?': {
    means: 'nothing for the first server; for each other one - and its id',
    form: '(-(i|mi)-[0-9a-f]+)?',
  },
  'document-name': { means: 'the name of a document of ours', form: 'nfs-cutover-[a-z-]+' },
  'document-version': { means: 'the default version of the document', form: '[0-9]+' },
  'document-sha256': { means: 'the hash of that version as the service reports it', form: SHA256 },
  'command-id': { means: 'the id that SendCommand gave', form: UUID },
  'execution-arn': { means: "the ARN of this run's execution", form: EXECUTION_ARN },
  'any-execution-arn': { means: 'the ARN of an execution of the task', form: EXECUTION_ARN },
  schedule: { means: 'the schedule of the task', form: String.raw`(rate|cron)\(.+\)` },
  'location-arn': { means: "the ARN of the task's source location", form: ARN },
  'destination-arn': { means: "the ARN of the task's destination location", form: ARN },
  'rule-name': { means: 'the name of a rule of EventBridge', form: '[A-Za-z0-9._-]+' },
  'location-id': { means: 'the id of a location at, above or below the prefix', form: 'loc-.+' },
  'own-location-id': { means: "the id of one of the task's two locations", form: 'loc-.+' },
  'other-location-arn': { means: 'the ARN of a location other than these two', form: ARN },
  'other-share-arn': { means: "the ARN of a file share other than the runbook's", form: ARN },
  'agent-arn': { means: 'the ARN of an agent of that location', form: ARN },
  'asked-at-ms': { means: 'a time shortly before the request, epoch ms', form: '[0-9]{13}' },
  'notification-id': { means: 'the id that RefreshCache or NotifyWhenUploaded gave', form: UUID },
  part: { means: 'the number of a part of the manifest, from 1', form: '[1-9][0-9]*' },
  'part-sha256': { means: 'the SHA-256 of a part of the manifest', form: SHA256 },
  uploads: {
    means: 'for each part its number, its bytes, its SHA-256 and a presigned URL',
    form: String.raw`[1-9][0-9]* [1-9][0-9]* [A-Za-z0-9+/]{43}= https?://\S+(
[1-9][0-9]* [1-9][0-9]* [A-Za-z0-9+/]{43}= https?://\S+)*`,
  },
  key: {
    means: 'the key of an object below the prefix',
    form: String.raw`(?!.*\.nfs-cutover-calibration-).+`,
  },
  'calibration-entry?': {
    means: 'an entry of the calibration folder; nothing for the folder itself',
    form: '[a-z0-9-]*/?',
  },
  'journal-sequence': {
    means: 'the number of an entry of the journal, ten digits',
    form: '(?!0000000000)[0-9]{10}',
  },
  migration: { means: 'the id of the migration', form: '[0-9a-f]{12}' },
  'record-number': { means: 'the place of the record in its chain, from 1', form: '[1-9][0-9]*' },
  'record-name': { means: 'the name of a record that a job has kept', form: '[A-Za-z0-9_.-]+' },
  'page-sha256': { means: 'the SHA-256 of report.html, as base64', form: '[A-Za-z0-9+/]{43}=' },
  'record-sha256': { means: 'the SHA-256 of the record as canonical JSON', form: SHA256 },
  round: { means: 'how often the migration has begun, from 1', form: '[1-9][0-9]*' },
  'rows-sha256': { means: 'the SHA-256 of the rows of that file', form: SHA256 },
  'bytes-sha256': {
    means: 'the SHA-256 of the bytes of that file, as base64',
    form: '[A-Za-z0-9+/]{43}=',
  },
  'list-sha256': { means: 'the SHA-256 of the list of what was written', form: SHA256 },
  epoch: { means: 'the epoch that this job has raised, or has read', form: '[1-9][0-9]*' },
  nonce: { means: "of the journal's entry that raised the epoch", form: '[0-9a-f]{32}' },
  'epoch-owner': { means: 'RUN/ATTEMPT/JOB of that entry', form: '[0-9]+/[0-9]+/[A-Za-z0-9_-]+' },
  approval: {
    means: "sequence of the approval's entry and digest of the proof; nothing before the gate",
    form: `([0-9]+:${SHA256})?`,
  },
  'must-know': { means: 'the epoch that each server has stored', form: '[0-9]+' },
  'boot-id': { means: 'the boot of the server, as it last answered', form: UUID },
  deadline: {
    means: 'seconds after that boot; a command that begins later does nothing',
    form: '[0-9]+',
  },
  'newer-than': {
    means:
      'the newest change of the frozen source, less an hour and the time of its listing, in seconds',
    form: '[0-9]+',
  },
  'share-level': {
    means: 'how many levels each server lists before it keeps its share',
    form: '[0-9]',
  },
  'share-from?': {
    means: 'the path at which the share of the server begins, as base64; nothing for the first one',
    form: '[A-Za-z0-9+/=]*',
  },
  'share-until?': {
    means: 'the path before which that share ends, as base64; nothing for the last one',
    form: '[A-Za-z0-9+/=]*',
  },
  'path-sha256': { means: 'the SHA-256 of the path of a conflict', form: SHA256 },
  'carried-files': {
    means:
      'a line for each file: kind, owner, group, mode, time, SHA-256, what the source had, path as base64',
    form: String.raw`((file|folder) \d+ \d+ [0-7]+ -?[0-9.]+ \S+ \S+ [A-Za-z0-9+/=]+\n?)+`,
  },
  etag: { means: 'the ETag that HeadObject gave', form: '.+' },
  paths: { means: 'paths below the mount, a NUL behind each, as base64', form: '[A-Za-z0-9+/=]+' },
  'folders-base64': {
    means: 'folders below the mount, each as base64, one a line',
    form: '[A-Za-z0-9+/=\n]+',
  },
  'folders?': { means: 'the folders that changed since the proof', form: '/.*' },
  'folder?': {
    means: 'a folder that changed since the proof; nothing for the top',
    form: '(.+/)?',
  },
  'strange-folder': { means: 'a folder that the source does not have', form: '.+/' },
  'canary-sha256': { means: 'the recorded SHA-256 of the canary', form: `(${SHA256})?` },
  'confirmation-sha256': {
    means: 'the recorded SHA-256 of the confirmation file',
    form: `(${SHA256})?`,
  },
  'next-token?': { means: 'the token of the page before; not on the first page', form: '.+' },
  'start-after?': { means: 'the key after which a page begins, if one is named', form: '.+' },
  environment: { means: 'one environment of this repository after the other', form: '.+' },
  owner: { means: 'the owner of this repository', form: '.+' },
  issue: { means: 'the number of the change issue', form: '[0-9]+' },
  comment: { means: 'the number of its comment', form: '[0-9]+' },
  page: { means: 'the number of a page, from 1 on', form: '[0-9]+' },
  status: { means: 'how the migration stands, in words', form: '.+' },
  reason: { means: 'completed, or not_planned', form: 'completed|not_planned' },
  repository: { means: 'the name of this repository', form: '.+' },
} as const satisfies Readonly<Record<string, Placeholder>>;

export type PlaceholderName = keyof typeof PLACEHOLDERS;

/** `{name}`, the reference to a placeholder in the text of a plan. The plan doubles all other braces. */
export const placeholder = (name: PlaceholderName): string => `{${name}}`;

/** A piece of a plan's text: words as they are, or the name of a placeholder. */
export type Piece = { readonly text: string } | { readonly placeholder: PlaceholderName };

/** A plan's text in pieces, in their order. */
export function pieces(template: string): Piece[] {
  return [...template.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[^{}]+/g)].map(([text, name]) => {
    if (name !== undefined) return { placeholder: known(name) };
    return { text: text === '{{' ? '{' : text === '}}' ? '}' : text };
  });
}

function known(name: string): PlaceholderName {
  if (Object.hasOwn(PLACEHOLDERS, name)) return name as PlaceholderName;
  throw new Error(`a plan with the unknown placeholder {${name}}`);
}

/** What the placeholder with this name stands for. */
export const placeholderNamed = (name: PlaceholderName): Placeholder => PLACEHOLDERS[name];

/** The same value with the braces of every text doubled: nothing in it is read as a placeholder. */
export function asTemplate<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll(/[{}]/g, '$&$&') as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => asTemplate(one)) as T;
  const members = Object.entries(value).map(([name, of]) => [name, asTemplate<unknown>(of)]);
  return Object.fromEntries(members) as T;
}

/** The placeholders in the texts of `value` and what they stand for, by name. */
export function placeholdersIn(value: unknown): Readonly<Record<string, Placeholder>> {
  const found: Record<string, Placeholder> = {};
  const look = (one: unknown): void => {
    if (typeof one === 'string') {
      for (const piece of pieces(one))
        if ('placeholder' in piece) found[piece.placeholder] = placeholderNamed(piece.placeholder);
    } else if (typeof one === 'object' && one !== null) Object.values(one).forEach(look);
  };
  look(value);
  return found;
}
