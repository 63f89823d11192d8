// What a rehearsal says when this machine, not the run, has failed it.
import { tmpdir } from 'node:os';

/** An error in one sentence: what failed, expected X, got Y, do Z. `temporary` is where the lab is built. */
export function failureInWords(error: unknown, temporary = tmpdir()): string {
  const { code, path, message } = partsOf(error);
  const where = path === undefined ? '' : ` at ${path}`;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `the disk is full: expected room for the lab in ${temporary}, got ${code}${where}; free some space, or set TMPDIR to a folder of another disk`;
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return `a file could not be written: expected that you may write in ${temporary}, got ${code}${where}; set TMPDIR to a folder of your own`;
  return message;
}

/** What a run leaves behind, and the option that says where. */
const KEPT = {
  out: ['the records were', 'another folder with --out'],
  json: ['the result was', 'another file with --json'],
} as const;

/** The error for what could not be kept at `place`: the run itself has ended. */
export function notKept(option: keyof typeof KEPT, place: string, error: unknown): Error {
  const { code, message } = partsOf(error);
  const [what, other] = KEPT[option];
  return new Error(
    `${what} not kept: expected to write in ${place}, got ${code ?? message}; free some space there, or choose ${other}`,
    { cause: error },
  );
}

function partsOf(error: unknown): { code?: string; path?: string; message: string } {
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof path === 'string' && { path }),
    message: error instanceof Error ? error.message : String(error),
  };
}
