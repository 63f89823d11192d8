// Answers that are not a page. Both classes are worth another attempt: `$retryable` is how the SDK is told.

/** A body that is not a whole page of a listing. */
export class UnreadablePage extends Error {
  readonly $retryable = { throttling: false };

  constructor(message: string) {
    super(message);
    this.name = 'UnreadablePage';
  }
}

/** A body that did not come to its end. Its name is the SDK's for trouble of the network. */
export class CutBody extends Error {
  readonly $retryable = { throttling: false };

  constructor(cause: unknown) {
    super(`the answer was cut: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'NetworkingError';
  }
}
