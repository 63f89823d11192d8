// Every API call passes here: it may be refused before it runs, and how it was answered is written down.
import type { ApiFaults } from '../faults/api-faults.ts';
import type { Denials } from '../faults/denials.ts';
import type { LabEvents } from '../events.ts';
import type { Call, Json, ServiceError } from './service.ts';

/** One API call, as it was answered. */
export interface CallEntry extends Call {
  /** The token of the session that signed it: whose permissions it needs. */
  readonly session?: string;
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

export class Calls {
  readonly entries: CallEntry[] = [];
  readonly #events: LabEvents;
  readonly #faults: ApiFaults;
  readonly #denials: Denials;

  constructor(events: LabEvents, faults: ApiFaults, denials: Denials) {
    this.#events = events;
    this.#faults = faults;
    this.#denials = denials;
  }

  /** The error that the scenario has for this call before it runs, if any. */
  fault(call: Call): ServiceError | undefined {
    return this.#faults(call);
  }

  denied(action: string, resource: string): boolean {
    return this.#denials.has(action, resource);
  }

  record(made: MadeCall, resource: string, error: string | undefined): void {
    const { session, presigned, input, ...call } = made;
    this.entries.push({
      ...call,
      ...(session === undefined ? {} : { session }),
      ...(presigned === true ? { presigned } : {}),
      ...(input === undefined ? {} : { input }),
      ...(resource === '' ? {} : { resource }),
      ...(error === undefined ? {} : { error }),
    });
    this.#events.emit({ kind: 'call', ...call, ...(error === undefined ? {} : { error }) });
  }
}
