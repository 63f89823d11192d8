// What the document inspect-server says of one server, in types.
import { CutoverError } from '../../../core/errors.ts';
import type { Answer } from '../../servers/run-document.ts';
import { required } from '../../servers/run-document.ts';

/** The first lines of a list, and how many it has. */
export interface Listed {
  readonly lines: readonly string[];
  readonly count: number;
}

export interface SeenMount {
  /** How many mounts lie one above the other there. */
  readonly mounts: number;
  readonly at: string;
  readonly fstype: string;
  readonly options: readonly string[];
  /** Undefined: nothing is mounted there. */
  readonly testFiles: SeenTestFiles | undefined;
}

/** What the application's user could do in one mount with both test files. */
export interface SeenTestFiles {
  readonly canary: SeenTestFile;
  readonly confirmation: SeenTestFile;
  /** Undefined: the server did not say it. `inodes` is undefined where the file system does not count them. */
  readonly free: { readonly bytes: number; readonly inodes: number | undefined } | undefined;
}

/** The file to copy, and the folder of the new file. */
export interface SeenTestFile {
  readonly copy: SeenPath;
  readonly to: SeenPath;
}

export interface SeenPath {
  readonly is: (typeof PATHS)[number];
  /** Bytes of a readable file. */
  readonly size?: number;
}

const PATHS = ['readable', 'writable', 'missing', 'denied', 'outside', 'other', 'unknown'] as const;

/**
 * What a tool found on the first files of the source; `cannot` says why nothing is known. Where it looked at fewer than
 * `of`, the document waited for `seconds`, and no longer.
 */
export type Survey =
  | { readonly cannot: string }
  | {
      readonly has: number;
      readonly none: number;
      readonly failed: number;
      readonly of: number;
      readonly seconds: number;
      readonly first: string;
    };

export interface Inspection {
  readonly source: SeenMount;
  readonly gateway: SeenMount;
  /** Further mounts, each `shared`, `again`, `nested` or `autofs` and where. */
  readonly others: Listed;
  /** Other mount namespaces that keep the source when the server unmounts it. */
  readonly stay: Listed;
  /** How many namespaces the document could not look into, or `all`. */
  readonly unreadNamespaces: string;
  /** Undefined: fstab is not a plain file. */
  readonly fstab:
    | {
        readonly lines: number;
        readonly source: string;
        readonly type: string;
        readonly options: readonly string[];
        /** Which of them the line of the gateway takes over, and which it has with no value. */
        readonly carried: string;
        readonly left: string;
      }
    | undefined;
  /** What would mount the source again: a kind of `RETURNS`, a file with its line, and a text. */
  readonly returns: Listed;
  /** Maps of autofs that are not files of the server. */
  readonly unreadMaps: string;
  /** The number of the application's user. */
  readonly userId: number;
  /** The units of the runbook's services, as systemd has them. */
  readonly units: readonly SeenUnit[];
  readonly hasCurl: boolean;
  /** Undefined if nothing is mounted at the source's path. */
  readonly use: Use | undefined;
}

export interface SeenUnit {
  readonly name: string;
  /** `loaded`, `masked`, `not-found` and others. */
  readonly load: string;
  /** `active`, `inactive`, `failed` and others. */
  readonly active: string;
}

export interface Use {
  readonly acls: Survey;
  readonly attributes: Survey;
  /** Undefined: the document could not read them. */
  readonly locks: Listed | undefined;
  readonly users: string | undefined;
}

const unitsIn = (text: string): readonly SeenUnit[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', load = '', active = ''] = line.split(' ');
      return { name, load, active };
    });

/** Throws `server-failed` if a value is missing or not of its form: the output may have been cut. */
export function readInspection(answer: Answer): Inspection {
  const value = (key: string): string => required(answer, key);
  const number = (key: string): number => wholeNumber(answer, key, value(key));
  const listed = (key: string): Listed => ({
    lines: value(key)
      .split('\n')
      .filter((line) => line !== ''),
    count: number(`${key}-count`),
  });
  const mount = (layer: string): SeenMount => ({
    mounts: number(`${layer}-mounts`),
    at: value(`${layer}-at`),
    fstype: value(`${layer}-fstype`),
    options: words(value(`${layer}-options`)),
    testFiles: readTestFiles(answer, `${layer}-test-files`),
  });
  const survey = (key: string): Survey => readSurvey(answer, key, value(key));
  value('inspected');
  const source = mount('source');
  return {
    source,
    gateway: mount('gateway'),
    others: listed('others'),
    stay: listed('namespaces-stay'),
    unreadNamespaces: value('namespaces-unread'),
    fstab: value('fstab-lines') === 'none' ? undefined : fstabIn(value, number('fstab-lines')),
    returns: listed('returns'),
    unreadMaps: value('autofs-unread'),
    userId: number('user-id'),
    units: unitsIn(value('units')),
    hasCurl: value('curl') === 'yes',
    use:
      source.mounts === 0
        ? undefined
        : {
            acls: survey('acls'),
            attributes: survey('attributes'),
            locks: value('locks-known') === 'yes' ? listed('locks') : undefined,
            users: value('users-known') === 'yes' ? value('users') : undefined,
          },
  };
}

const fstabIn = (value: (key: string) => string, lines: number): Inspection['fstab'] => ({
  lines,
  source: value('fstab-source'),
  type: value('fstab-type'),
  options: words(value('fstab-options')),
  carried: value('fstab-carried'),
  left: value('fstab-left'),
});

const words = (options: string): readonly string[] => (options === '' ? [] : options.split(','));

function readSurvey(answer: Answer, key: string, text: string): Survey {
  const [, tool] = /^no-tool (\S+)$/.exec(text) ?? [];
  if (tool !== undefined) return { cannot: `there is no ${tool} on the server` };
  const [, numbers, first = ''] = /^seen ((?:\d+ ){5})(.*)$/.exec(text) ?? [];
  if (numbers === undefined) throw unreadable(answer, key, text);
  const [has = 0, none = 0, failed = 0, of = 0, seconds = 0] = numbers.split(' ').map(Number);
  return { has, none, failed, of, seconds, first };
}

// A user who cannot reach the mount sees nothing of it.
const UNREACHABLE = ['canary.copy', 'canary.to', 'confirmation.copy', 'confirmation.to']
  .map((path) => `${path} denied\n`)
  .join('');

function readTestFiles(answer: Answer, key: string): SeenTestFiles | undefined {
  const text = required(answer, key);
  if (text === '') return undefined;
  const said = text === 'unreachable' ? `${UNREACHABLE}free 0 1 0 0` : text;
  const seen = (path: string): SeenPath => {
    const found = new RegExp(`^${path} ([a-z]+)(?: (\\d{1,15}))?$`, 'm').exec(said);
    const is = PATHS.find((word) => word === found?.[1]);
    if (is === undefined) throw unreadable(answer, key, text);
    return { is, ...(found?.[2] !== undefined && { size: Number(found[2]) }) };
  };
  const file = (of: string): SeenTestFile => ({ copy: seen(`${of}.copy`), to: seen(`${of}.to`) });
  return { canary: file('canary'), confirmation: file('confirmation'), free: freeOf(said) };
}

/** Of a line `free BLOCKS SIZE-OF-A-BLOCK INODES INODES-IN-ALL`; where there are no inodes in all, they are not counted. */
function freeOf(text: string): SeenTestFiles['free'] {
  const numbers = /^free (\d+) (\d+) (\d+) (\d+)$/m.exec(text)?.slice(1).map(Number);
  const [blocks, size, inodes, all] = numbers ?? [];
  if (blocks === undefined || size === undefined) return undefined;
  return { bytes: blocks * size, inodes: all === 0 ? undefined : inodes };
}

/** A number that the document has printed under `key`. */
export function wholeNumber(answer: Answer, key: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw unreadable(answer, key, text);
}

const unreadable = ({ server }: Answer, key: string, got: string): CutoverError =>
  new CutoverError('server-failed', {
    what: `what the document says of ${key} on ${server}`,
    expected: 'an answer of its form',
    got: JSON.stringify(got.slice(0, 200)),
    cure: 'look at the command in Systems Manager Run Command, then re-run this job',
  });
