// Every case, in the order in which they are played.
import type { Case } from './case.ts';
import { NIGHT } from './night.ts';

export const CASES: readonly Case[] = [...NIGHT];
