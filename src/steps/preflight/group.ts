// A group of checks: those that one look at a service answers.
import { asCutoverError } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Area, Finding } from './finding.ts';

export interface Group {
  readonly area: Area;
  /** What is not proven when the look itself fails, in a few words. */
  readonly check: string;
  readonly look: () => Promise<readonly Finding[]>;
}

/** The findings of one area, by their state. */
export interface InArea {
  readonly pass: (check: string, found: string) => Finding;
  readonly warn: (check: string, found: string, cure: string) => Finding;
  readonly fail: (check: string, found: string, cure: string) => Finding;
  readonly unproven: (check: string, found: string, cure: string) => Finding;
}

/** Makes findings of `area`. */
export function inArea(area: Area): InArea {
  return {
    pass: (check, found) => ({ area, check, state: 'pass', found }),
    warn: (check, found, cure) => ({ area, check, state: 'warn', found, cure }),
    fail: (check, found, cure) => ({ area, check, state: 'fail', found, cure }),
    unproven: (check, found, cure) => ({ area, check, state: 'unproven', found, cure }),
  };
}

/** The finding of a check that did not get what it needs: `thrown` says why, with its own cure. */
export function unanswered(area: Area, check: string, thrown: unknown): Finding {
  const { what, expected, got, cure } = asCutoverError(thrown).failure;
  const found = visible(`${what}: expected ${expected}, got ${got}`);
  return inArea(area).unproven(check, found, cure);
}

/** `read`, but asked once for all groups that need its answer. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= read());
}
