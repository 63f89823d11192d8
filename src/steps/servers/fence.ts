// What documents carry of the journal, server by server: who may change it, and until when a command may begin there.
import type { Clock, Instant } from '../../core/clock.ts';
import type { DocumentRun, FenceName } from '../../plan/document-run.ts';

/** A command that begins later than so many seconds after the server's last answer does nothing. */
const BEGINS_WITHIN_SECONDS = 300;

/** An answer that is older is asked for again before a document goes forward. */
const FRESH_MS = 60_000;

/** What holds for all servers. */
export type FenceParameters = Readonly<Record<Exclude<FenceName, 'BootId' | 'Deadline'>, string>>;

/** What a server has said of itself, and when it was asked. */
interface Told {
  readonly bootId: string;
  /** Whole seconds since its boot. */
  readonly uptime: number;
  readonly asked: Instant;
}

/** The fence of one owner, with what the servers have last answered. */
export class Fence {
  readonly #parameters: FenceParameters;
  readonly #clock: Clock;
  readonly #told = new Map<string, Told>();
  readonly #epochs = new Map<string, string>();

  constructor(parameters: FenceParameters, clock: Clock) {
    this.#parameters = parameters;
    this.#clock = clock;
  }

  /** Takes from the answer of a document, asked for at `asked`, on which boot the server is, and for how long. */
  tell(server: string, values: ReadonlyMap<string, string>, asked: Instant): void {
    const bootId = values.get('boot') ?? '';
    const uptime = values.get('uptime') ?? '';
    if (bootId !== '' && /^\d{1,12}$/.test(uptime))
      this.#told.set(server, { bootId, uptime: Number(uptime), asked });
  }

  /** From here on `server` is sent `epoch`: it has raised it by itself, without the journal. */
  raisedAlone(server: string, epoch: string): void {
    this.#epochs.set(server, epoch);
  }

  /** Whether the last answer of each of `servers` is new enough for a document that goes forward. */
  isFresh(servers: readonly string[]): boolean {
    const since = this.#clock.now() - FRESH_MS;
    return servers.every((server) => (this.#told.get(server)?.asked ?? -Infinity) >= since);
  }

  /** The parameters of a document for `server`. What goes forward needs an answer of that server before. */
  parameters(way: DocumentRun['fence'], server: string): Readonly<Record<string, string>> {
    if (way === undefined) return {};
    const epoch = this.#epochs.get(server);
    const common = { ...this.#parameters, ...(epoch !== undefined && { Epoch: epoch }) };
    if (way === 'back') return common;
    const told = this.#told.get(server);
    if (told === undefined) throw new Error(`${server} was not asked before a document goes forward`);
    const deadline = String(told.uptime + BEGINS_WITHIN_SECONDS);
    return { ...common, BootId: told.bootId, Deadline: deadline };
  }
}
