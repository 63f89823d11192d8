// The signals that stop a rehearsal.

export interface Stops extends Disposable {
  /** The signal that came first. */
  readonly by: () => NodeJS.Signals | undefined;
  readonly cancel: AbortController;
  readonly kill: AbortController;
}

/** The first Ctrl-C cancels the run as the button on GitHub's page does, the second ends it at once. */
export function openStops(): Stops {
  const cancel = new AbortController();
  const kill = new AbortController();
  let first: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    first ??= signal;
    (cancel.signal.aborted ? kill : cancel).abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Nobody sees the end any more: the lab is closed all the same.
  const gone = (signal?: unknown): void => {
    first ??= signal === 'SIGHUP' ? signal : 'SIGPIPE';
    cancel.abort();
    kill.abort();
  };
  process.on('SIGHUP', gone);
  process.stdout.on('error', gone);
  if (process.stdout.destroyed) gone();
  return {
    by: () => first,
    cancel,
    kill,
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      process.off('SIGHUP', gone);
    },
  };
}
