// Every case, in the order in which they are played.
import { BY_HAND } from './by-hand.ts';
import { BUSY } from './busy.ts';
import { CARRYING } from './carry.ts';
import type { Case } from './case.ts';
import { COVERED } from './covered.ts';
import { DEAD_GATEWAY } from './dead-gateway.ts';
import { DEAD_SOURCE } from './dead-source.ts';
import { FENCE } from './fence.ts';
import { FREEZE } from './freeze.ts';
import { FSTAB } from './fstab.ts';
import { KILLED } from './killed.ts';
import { LARGE } from './large.ts';
import { LISTING } from './listing.ts';
import { NIGHT } from './night.ts';
import { POWER } from './power.ts';
import { RETURNS } from './returns.ts';
import { SERVICES } from './services.ts';
import { STORAGE } from './storage.ts';

export const CASES: readonly Case[] = [
  ...NIGHT,
  ...FREEZE,
  ...COVERED,
  ...FSTAB,
  ...BUSY,
  ...BY_HAND,
  ...FENCE,
  ...STORAGE,
  ...LISTING,
  ...CARRYING,
  ...LARGE,
  ...DEAD_SOURCE,
  ...DEAD_GATEWAY,
  ...KILLED,
  ...POWER,
  ...RETURNS,
  ...SERVICES,
];
