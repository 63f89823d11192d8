// The session for calls that change something: it lasts 900 seconds, so that a runner that was lost cannot come back.
import type { Clock, Instant } from '../core/clock.ts';
import { CutoverError } from '../core/errors.ts';
import type { SessionKeys, ShortSession } from './connection.ts';

/** A session that AWS has opened. */
export interface OpenedSession {
  readonly keys: Omit<SessionKeys, 'expiration'>;
  readonly ends: Instant;
}

/** What STS is asked for: the shortest time that it gives. */
export const SHORT_SECONDS = 900;

const RENEW_MS = 300_000;
/** With less than that left a call might arrive too late. */
const LAST_MS = 60_000;
const AGAIN_MS = 60_000;

export interface ShortSessionOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly say: (line: string) => void;
  /** Opens a session of `SHORT_SECONDS`: a fresh identity token, then the role. */
  readonly open: () => Promise<OpenedSession>;
}

/** A session that is opened at the first call that needs it. */
export function shortSession(options: ShortSessionOptions): ShortSession {
  const session = new RenewedSession(options);
  return {
    credentials: () => session.keys(),
    keep: () => session.keep(),
    leaseEnd: () => session.ends,
    beforeRenewal: (look) => {
      session.look = look;
    },
  };
}

/** In a lab without a token endpoint the session of the job does everything: its keys open nothing else. */
export const sessionOfJob = (): ShortSession => ({
  credentials: undefined,
  keep: async () => {},
  leaseEnd: () => undefined,
  beforeRenewal: () => {},
});

const TRIES = 3;

/** Nobody may go on with an old session where the look at the journal has failed. */
class NotLooked extends Error {
  constructor(cause: unknown) {
    super('the journal was not looked at', { cause });
  }
}

class RenewedSession {
  look: () => Promise<void> = () =>
    Promise.reject(
      new Error('a session for changes is opened, and nobody reads the journal before'),
    );
  readonly #options: ShortSessionOptions;
  #opened: OpenedSession | undefined;
  #pending: Promise<OpenedSession> | undefined;
  #notBefore: Instant = 0;

  constructor(options: ShortSessionOptions) {
    this.#options = options;
  }

  get ends(): Instant | undefined {
    return this.#opened?.ends;
  }

  /** How long the session still lives, in milliseconds. */
  get #left(): number {
    return (this.#opened?.ends ?? 0) - this.#options.clock.now();
  }

  /**
   * The keys of a living session. The SDK keeps keys by the machine's time; ours is the run's. So each request asks here,
   * because keys that have expired long ago are never kept.
   */
  async keys(): Promise<SessionKeys> {
    const opened = await this.#living();
    return { ...opened.keys, expiration: new Date(0) };
  }

  async #living(): Promise<OpenedSession> {
    const old = this.#opened;
    if (old !== undefined && this.#left > RENEW_MS) return old;
    if (old !== undefined && this.#left > LAST_MS && this.#isEarly()) return old;
    try {
      return await this.#renew();
    } catch (thrown) {
      if (thrown instanceof NotLooked) throw thrown.cause;
      if (old === undefined || this.#left <= LAST_MS) throw thrown;
      this.#tell(thrown);
      return old;
    }
  }

  async keep(): Promise<void> {
    if (this.#left > RENEW_MS || this.#isEarly()) return;
    await this.#renew().catch((thrown: unknown) => {
      if (thrown instanceof NotLooked) throw thrown.cause;
      this.#tell(thrown);
    });
  }

  /** Whether the last try failed less than a minute ago. */
  #isEarly(): boolean {
    return this.#options.clock.now() < this.#notBefore;
  }

  #renew(): Promise<OpenedSession> {
    this.#pending ??= this.#lookAndOpen().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** A runner that was paused between the look and the session would live longer than the journal says. */
  async #lookAndOpen(): Promise<OpenedSession> {
    const { clock, open } = this.#options;
    for (let tries = 1; tries <= TRIES; tries += 1) {
      await this.look().catch((thrown: unknown) => {
        throw new NotLooked(thrown);
      });
      const looked = clock.now();
      const opened = await open();
      if (clock.now() - looked <= LAST_MS) return (this.#opened = opened);
    }
    throw new CutoverError('deadline', {
      what: 'the session for changes',
      expected: `AWS to open it within ${LAST_MS / 1000} s of the look at the journal`,
      got: `${TRIES} times later than that`,
      cure: 'see why STS, or the runner, is so slow, then re-run this job',
    });
  }

  #tell(thrown: unknown): void {
    this.#notBefore = this.#options.clock.now() + AGAIN_MS;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    this.#options.say(`The session for changes was not renewed, trying again in a minute: ${why}`);
  }
}

/** Throws `bad-input` unless `role` is the ARN of a role in the account of the runbook: a variable can name any. */
export function assertRole(role: string, account: string): void {
  const [, found = ''] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,576}$/.exec(role) ?? [];
  if (found === account) return;
  throw new CutoverError('bad-input', {
    what: 'AWS_ROLE_ARN',
    expected: `the ARN of a role in account ${account}, which the runbook names`,
    got: role === '' ? 'nothing' : JSON.stringify(role.slice(0, 120)),
    cure: "set the variable AWS_ROLE_ARN of the job's environment to the role that infra/cutover.yml made for it",
  });
}
