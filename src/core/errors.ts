// The closed set of ways in which a step can fail, and the one form of an error's text.

/**
 * Every error code, with the exit status of its band: 10 input, 20 guard, 30 AWS, 40 waiting,
 * 50 servers, 60 verification.
 */
export const EXIT_STATUS = {
  'bad-input': 10,
  'bad-runbook': 11,
  'not-ready': 21,
  busy: 22,
  preflight: 23,
  overtaken: 24,
  'window-closed': 25,
  'not-approved': 26,
  drift: 27,
  'aws-denied': 30,
  'aws-expired': 31,
  'aws-not-found': 32,
  'aws-throttled': 33,
  'aws-unavailable': 34,
  'aws-refused': 35,
  'aws-unreadable': 36,
  'github-unavailable': 37,
  deadline: 40,
  cancelled: 41,
  'document-differs': 50,
  'server-refused': 51,
  'server-failed': 52,
  'went-back': 53,
  'transfer-failed': 60,
  missing: 61,
  differs: 62,
  unproven: 63,
  internal: 70,
} as const;

export type ErrorCode = keyof typeof EXIT_STATUS;

export interface Failure {
  /** What was being done or looked at. */
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  /** What the reader should do now. */
  readonly cure: string;
  readonly cause?: unknown;
}

/** A failure that an operator can act on: *what: expected X, got Y; do Z*. */
export class CutoverError extends Error {
  readonly code: ErrorCode;
  readonly failure: Failure;

  constructor(code: ErrorCode, failure: Failure) {
    super(
      `${failure.what}: expected ${failure.expected}, got ${failure.got}; ${failure.cure}`,
      failure.cause === undefined ? {} : { cause: failure.cause },
    );
    this.name = 'CutoverError';
    this.code = code;
    this.failure = failure;
  }
}

/** Any thrown value as a CutoverError; what is not one already becomes `internal`, its cause kept. */
export function asCutoverError(thrown: unknown): CutoverError {
  if (thrown instanceof CutoverError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const { code } = (thrown ?? {}) as { readonly code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CutoverError('internal', {
      what: 'the disk of the runner',
      expected: 'room for the files of this step',
      got: text,
      cure: 'free some space there, and run this job again',
      cause: thrown,
    });
  return new CutoverError('internal', {
    what: 'this action',
    expected: 'to run without a defect of its own',
    got: text,
    cure: 'report it with the log of this step; nothing was assumed to have passed',
    cause: thrown,
  });
}
