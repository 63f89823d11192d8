// What DataSync does during a night: one execution at a time, and none behind the switch.
import type { Lab } from '../../lab/lab.ts';
import { lookAtWorld } from './world-look.ts';

export class Executions implements Disposable {
  /** What they did that they must not. */
  readonly faults: string[] = [];
  /** How each one ended, in their order. */
  readonly statuses: string[] = [];
  readonly #running = new Set<string>();
  readonly #unwatch: () => void;

  constructor(lab: Lab) {
    this.#unwatch = lab.context.events.on((event) => {
      if (event.kind !== 'execution') return;
      if (event.status === 'SUCCESS' || event.status === 'ERROR') {
        this.#running.delete(event.arn);
        this.statuses.push(event.status);
      }
      if (event.status === 'LAUNCHING') this.#begins(event.arn, lab);
    });
  }

  [Symbol.dispose](): void {
    this.#unwatch();
  }

  #begins(arn: string, lab: Lab): void {
    if (this.#running.size > 0) this.faults.push('two executions of DataSync ran at once');
    this.#running.add(arn);
    const { servers, newest } = lookAtWorld(lab);
    const switched = servers.some(({ side }) => side === 'gateway');
    if (switched || newest?.state === 'switched' || newest?.state === 'confirmed')
      this.faults.push('an execution of DataSync began behind the switch');
  }
}
