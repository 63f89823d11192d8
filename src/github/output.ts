// What an action hands to GitHub: log lines, annotations, outputs and the job summary.
import { appendFileSync } from 'node:fs';
import { error, info, setOutput, warning } from '@actions/core';

/** One line of the log. Control characters (a newline above all) cannot start a workflow command. */
export function say(line: string): void {
  info(printable(line));
}

/** Where an annotation stands; both count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A warning annotation on the run's page, at a place in a file where one is known. */
export function warn(message: string, title = 'nfs-cutover', place?: Place): void {
  warning(printableLines(message), { title, ...at(place) });
}

/** An error annotation on the run's page, at a place in a file where one is known. */
export function complain(message: string, title: string, place?: Place): void {
  error(printableLines(message), { title, ...at(place) });
}

const at = (place: Place | undefined) =>
  place && { file: place.file, startLine: place.line, startColumn: place.column };

/** Sets the outputs of this step. */
export function setOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
}

/** Adds Markdown to the job's summary; outside a runner there is none and nothing is written. */
export function addSummary(markdown: string, env: NodeJS.ProcessEnv): void {
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
}

/**
 * `::` at the start of a line is a workflow command, and `##[` anywhere in it (ActionCommand.cs looks for it with
 * IndexOf); both are kept readable but inert.
 */
const printable = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD')
    .replaceAll('##[', '##\u200B[')
    .replace(/^\s*::/, '\u200B::');

/** An annotation may have lines: @actions/core escapes their ends, so that none of them begins a line of the log. */
const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
