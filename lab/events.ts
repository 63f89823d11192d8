// What happens in the lab, for those who watch: the rehearsal's display, faults, tests.

export type LabEvent =
  /** An API call has arrived, and nothing of it is done yet. */
  | {
      readonly kind: 'request';
      readonly service: string;
      readonly operation: string;
      readonly region: string;
    }
  /** An API call, when it has been answered. `error` is the error type that it was answered with. */
  | {
      readonly kind: 'call';
      readonly service: string;
      readonly operation: string;
      readonly region: string;
      readonly error?: string;
    }
  /** An SSM document begins or has ended on a server. */
  | { readonly kind: 'document'; readonly phase: 'begins' | 'ends'; readonly document: string }
  | { readonly kind: 'execution'; readonly arn: string; readonly status: string }
  | { readonly kind: 'refresh'; readonly phase: 'begins' | 'ends'; readonly folders: string[] }
  | { readonly kind: 'upload'; readonly key: string }
  /** What no record of the run can say: how something has ended that nobody waits for. */
  | { readonly kind: 'aside'; readonly says: string };

export type Listener = (event: LabEvent) => void;

export class LabEvents {
  readonly #listeners = new Set<Listener>();

  emit(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` for each event from now on; the returned function ends that. */
  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
