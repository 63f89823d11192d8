// One line of DataSync's own task report: which path, what was tried, and whether it went well.
import { CutoverError } from '../../core/errors.ts';

/** What DataSync has tried with a path, as bits; the same four bits higher for what has failed. */
export const TRANSFERRED = 1;
export const SKIPPED = 2;
export const VERIFIED = 4;
export const DELETED = 8;
export const FAILED_BITS = 4;
export const ANY_FAILED = (TRANSFERRED | SKIPPED | VERIFIED | DELETED) << FAILED_BITS;

/** The lists of a detailed report, each in files of its own. */
const LISTS = {
  Transferred: { status: 'TransferStatus', bit: TRANSFERRED },
  Skipped: { status: 'SkipStatus', bit: SKIPPED },
  Verified: { status: 'VerifyStatus', bit: VERIFIED },
  Deleted: { status: 'DeleteStatus', bit: DELETED },
} as const;

export type ReportList = keyof typeof LISTS;

export interface ReportEntry {
  /** Below the mount; a folder ends with a slash. */
  readonly path: Buffer;
  readonly bits: number;
  /** DataSync's words for what went wrong, as they stand, cut; '' for none. */
  readonly code: string;
}

/** The list of this name, or undefined: a list that is not known here is no empty one. */
export const reportList = (name: string): ReportList | undefined =>
  Object.hasOwn(LISTS, name) ? (name as ReportList) : undefined;

const LONGEST_PATH = 8192;
const LONGEST_CODE = 400;

/**
 * An item of a list. The names of members are not documented: all that public readers of such reports use are taken
 * (Basic mode says `SrcMetadata`, Enhanced `SourceMetadata`). An item without any of them is an error. Every status but
 * SUCCESS counts as a failure.
 */
export function reportEntry(list: ReportList, item: unknown, report: string): ReportEntry {
  const members = (typeof item === 'object' && item !== null ? item : {}) as Members;
  const { status, bit } = LISTS[list];
  const path = members.RelativePath;
  const state = members[status];
  if (typeof path !== 'string' || path.includes('\0') || typeof state !== 'string')
    throw unreadable(report, `RelativePath and ${status} in each item of ${list}`, { value: item });
  const bytes = pathBytes(path, isFolder(members));
  if (bytes.length > LONGEST_PATH)
    throw unreadable(report, `paths of at most ${LONGEST_PATH} bytes`, { value: path });
  const ok = state.toUpperCase() === 'SUCCESS';
  return {
    path: bytes,
    bits: ok ? bit : bit << FAILED_BITS,
    code: ok ? '' : codeOf(members, state),
  };
}

type Members = Readonly<Record<string, unknown>>;

function pathBytes(path: string, folder: boolean): Buffer {
  const below = path.replace(/^\/+/, '');
  return Buffer.from(folder && below !== '' ? below.replace(/\/*$/, '/') : below, 'utf8');
}

function isFolder(members: Members): boolean {
  const { SrcMetadata, SourceMetadata, DstMetadata, DestinationMetadata } = members;
  return [SrcMetadata, SourceMetadata, DstMetadata, DestinationMetadata].some(
    (one) => (one as { readonly Type?: unknown } | undefined)?.Type === 'Directory',
  );
}

/**
 * The code and the words of a failure, each once. Basic mode has a number, FailureCode, and its words in FailureReason;
 * Enhanced mode has ErrorCode and ErrorDetail (public readers of such reports). A report without any of them leaves the
 * status.
 */
function codeOf(members: Members, status: string): string {
  const { ErrorCode, FailureCode, FailureReason, ErrorDetail } = members;
  const words = [ErrorCode, FailureCode, FailureReason, ErrorDetail].flatMap((one) =>
    typeof one === 'number' ? [String(one)] : typeof one === 'string' && one !== '' ? [one] : [],
  );
  const text = words.length === 0 ? status : [...new Set(words)].join(': ');
  return text.length <= LONGEST_CODE ? text : `${text.slice(0, LONGEST_CODE - 1)}…`;
}

/** The error for a report that is not what a report must be; `got` are words of ours, or `{ value }` out of it. */
export const unreadable = (
  report: string,
  expected: string,
  got: string | { readonly value: unknown },
): CutoverError =>
  new CutoverError('unproven', {
    what: `DataSync's task report ${report}`,
    expected,
    got: typeof got === 'string' ? got : shown(got.value),
    cure: 'look at the report in the evidence bucket; nothing was proven with it',
  });

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
