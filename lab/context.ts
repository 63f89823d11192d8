// What every service of the lab is given: the world it plays in, its time, its events and its faults.
import type { LabClock } from './time/clock.ts';
import type { LabEvents } from './events.ts';
import type { Faults } from './faults/scenario.ts';
import type { World } from './world.ts';

export interface LabContext {
  readonly world: World;
  readonly clock: LabClock;
  readonly events: LabEvents;
  readonly faults: Faults;
}
