// Every case, in the order in which they are played.
import type { Case } from './case.ts';
import { DEAD_GATEWAY } from './dead-gateway.ts';
import { FREEZE } from './freeze.ts';
import { FSTAB } from './fstab.ts';
import { KILLED } from './killed.ts';
import { NIGHT } from './night.ts';
import { RETURNS } from './returns.ts';

export const CASES: readonly Case[] = [
  ...NIGHT,
  ...FREEZE,
  ...FSTAB,
  ...DEAD_GATEWAY,
  ...KILLED,
  ...RETURNS,
];
