// Every API call passes here: it may be refused before it runs, and how it was answered is written down.
import type { ApiFaults } from '../faults/api-faults.ts';
import type { Denials } from '../faults/denials.ts';
import type { LabEvents } from '../events.ts';
import { isDropped, loseAnswer } from './exchange.ts';
import { ServiceError } from './service.ts';
import type { Call, Json } from './service.ts';
import type { Sessions } from '../sts/sessions.ts';
import type { LabClock } from '../time/clock.ts';

/** One API call, as it was answered. */
export interface CallEntry extends Call {
  /** The token of the session that signed it. */
  readonly session?: string;
  /** The name of that session's role: whose permissions the call needs. */
  readonly role?: string;
  /** It came by a presigned URL: whoever signed it need not be who made it. */
  readonly presigned?: boolean;
  /** The members of the request, as the service's model names them. */
  readonly input?: Json;
  /** The ARN (or name) of what the call was about, where the request names one. */
  readonly resource?: string;
  /** The type of the error that it was answered with. */
  readonly error?: string;
}

/** A call with what is known of it besides. */
export interface MadeCall extends Call {
  readonly session: string | undefined;
  readonly presigned?: boolean;
  readonly input?: Json;
}

/** A policy that allows nothing of the kind, the session's own, or a statement that denies it. */
export type Denied = 'policy' | 'session' | 'explicit';

export class Calls {
  readonly entries: CallEntry[] = [];
  readonly #events: LabEvents;
  readonly #faults: ApiFaults;
  readonly #losesAnswer: (call: Call) => boolean;
  readonly #denials: Denials;
  readonly #sessions: Sessions;
  readonly #clock: LabClock;

  constructor(
    events: LabEvents,
    refusals: {
      readonly faults: ApiFaults;
      readonly losesAnswer: (call: Call) => boolean;
      readonly denials: Denials;
      readonly sessions: Sessions;
      readonly clock: LabClock;
    },
  ) {
    this.#events = events;
    this.#faults = refusals.faults;
    this.#losesAnswer = refusals.losesAnswer;
    this.#denials = refusals.denials;
    this.#sessions = refusals.sessions;
    this.#clock = refusals.clock;
  }

  /** The error that the scenario has for this call before it runs, if any. */
  fault(call: Call): ServiceError | undefined {
    this.#events.emit({ kind: 'request', ...call });
    // Nobody is told this: the connection is cut.
    if (isDropped()) return new ServiceError('RequestTimeout', 'the request was lost on its way');
    return this.#faults(call);
  }

  /** Whether the session has ended: each service says that in its own words. */
  isOver(session: string | undefined): boolean {
    return this.#sessions.isOver(session, this.#clock.now());
  }

  /** By which policy the lab denies the action, to everyone or to this session; undefined: it does not. */
  denied(action: string, resource: string, session?: string): Denied | undefined {
    if (this.#denials.hasExplicit(action, resource, this.#sessions.role(session)))
      return 'explicit';
    if (this.#denials.has(action, resource)) return 'policy';
    return this.#sessions.leavesOut(session, action, resource) ? 'session' : undefined;
  }

  record(made: MadeCall, resource: string, error: string | undefined): void {
    const { session, presigned, input, ...call } = made;
    const role = this.#sessions.role(session);
    if (error === undefined && this.#losesAnswer(call)) loseAnswer();
    this.entries.push({
      ...call,
      ...(session === undefined ? {} : { session }),
      ...(role === undefined ? {} : { role }),
      ...(presigned === true ? { presigned } : {}),
      ...(input === undefined ? {} : { input }),
      ...(resource === '' ? {} : { resource }),
      ...(error === undefined ? {} : { error }),
    });
    this.#events.emit({ kind: 'call', ...call, ...(error === undefined ? {} : { error }) });
  }
}
