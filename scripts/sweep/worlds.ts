// Worlds that a second attempt began from: where two trials end in the same one, it is played once for both.
import type { WorldLook } from './world-look.ts';

export class Worlds {
  readonly #every: boolean;
  readonly #seen = new Map<string, Promise<readonly string[]>>();

  /** `every`: each world counts as new. */
  constructor(every: boolean) {
    this.#every = every;
  }

  /** What is wrong after the second attempt from the world of this name: played now, or as it was before. */
  faults(name: string, attempt: () => Promise<readonly string[]>): Promise<readonly string[]> {
    const known = this.#every ? undefined : this.#seen.get(name);
    if (known !== undefined) return known;
    const played = attempt();
    this.#seen.set(name, played);
    return played;
  }
}

/**
 * The name of a world: what the servers serve and hold of ours, where the journal stands, which files are on one side
 * alone, and what else the caller knows of AWS.
 */
export function worldName(look: WorldLook, aws: readonly string[]): string {
  const { servers, newest, source, gateway } = look;
  const onlyOn = (side: WorldLook['source'], other: WorldLook['source']): string[] => [
    ...new Set([...side.keys()].filter((path) => !other.has(path)).map(kindOf)),
  ];
  const { state, intent, round, written } = newest ?? {};
  return JSON.stringify([
    ...[servers, state, intent, round, written === null],
    ...[onlyOn(source, gateway).sort(), onlyOn(gateway, source).sort(), aws],
  ]);
}

/** Files of the application have numbers: how many there are makes no other world. */
const kindOf = (path: string): string => path.replaceAll(/\d+/g, 'N');
