// What a benchmark is, and what it finds.
import type { Command } from './measuring/measured-process.ts';

/** What the bench gives a benchmark to work with. */
export interface Bench {
  /** Objects, or rows; undefined: the default of the benchmark. */
  readonly size: number | undefined;
  /** The large sizes too, which need minutes. */
  readonly full: boolean;
  /** How many times each side runs, by turns. */
  readonly rounds: number;
  /** A folder for the data, gone at the end. */
  readonly folder: string;
  /** An earlier state of the repository to compare with, where one is asked for. */
  readonly against?: Earlier;
  /** The built program of scripts/bench/workers with this name. */
  readonly worker: (name: string) => string;
  readonly say: (text: string) => void;
}

/** An earlier state of the repository, checked out in a folder of its own. */
export interface Earlier {
  readonly ref: string;
  readonly root: string;
}

export interface Benchmark {
  readonly name: string;
  /** Runs for --ours-only in the place of the benchmark of this name, and keeps results of its own. */
  readonly oursOnly?: boolean;
  /** Which goals of the table it decides. */
  readonly title: string;
  readonly run: (bench: Bench) => Promise<BenchmarkResult>;
}

/** One of those that are compared. */
export interface Side {
  readonly name: string;
  readonly command: Omit<Command, 'output' | 'messages'>;
  /** Exit codes that are no failure; 0 by default. */
  readonly codes?: readonly number[];
  /** Reads what it has written; throws where that is not what it was to find. */
  readonly read?: (output: string, messages: string) => Reported;
  /** Its output is not looked at, and goes nowhere. */
  readonly discard?: boolean;
  /** Runs in the first round only: for orientation, no goal speaks of it. */
  readonly once?: boolean;
}

export interface Reported {
  readonly objects: number;
  /** The time of the work alone, where the side reports it. */
  readonly milliseconds?: number;
}

export interface Measured {
  readonly side: string;
  /** Each round's wall time of the process, from its start to its end. */
  readonly milliseconds: readonly number[];
  /** Each round's time of the work alone, where the side reports it. */
  readonly work: readonly number[];
  /** Each round's processor time, which does not depend on other work of the machine. */
  readonly cpu: readonly number[];
  readonly peakBytes: number;
  readonly objects: number;
}

/** `not decided`: what was measured varies too much for the goal. */
export type Met = 'met' | 'not met' | 'not decided' | 'not measured';

export interface GoalResult {
  readonly goal: string;
  readonly met: Met;
  /** The number that decides, in words. */
  readonly found: string;
  /** What was found, as a share of what the goal allows: at most 1 is met. For the chart. */
  readonly share?: number;
}

export interface BenchmarkResult {
  /** What was measured, in a sentence. */
  readonly what: string;
  readonly measured: readonly Measured[];
  readonly goals: readonly GoalResult[];
  /** What is kept of the run itself, as a file of docs/performance. */
  readonly log?: { readonly file: string; readonly text: string };
}
