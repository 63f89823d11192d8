// The jobs of a plan and their gates as one Mermaid diagram.
import { mermaidLabel } from '../../core/text/markdown.ts';
import type { Job } from '../operation.ts';

/** One box per job with its steps; a gate stands before the job that it releases; a rollback is dotted. */
export function planPicture(jobs: readonly Job[]): string {
  const lines = ['```mermaid', 'flowchart LR'];
  let previous = '';
  const add = (id: string, shape: string): void => {
    lines.push(`  ${previous === '' ? '' : `${previous} --> `}${id}${shape}`);
    previous = id;
  };
  const rollbacks: string[] = [];
  for (const [i, { job, operations, only }] of jobs.entries()) {
    for (const [n, operation] of operations.entries())
      if (operation.kind === 'gate')
        add(`gate${i}_${n}`, `{{"approval: ${mermaidLabel(operation.environment)}"}}`);
    const steps = forward(operations, previous === '');
    const undoing = stepsOf(operations).filter((step) => !steps.includes(step));
    const box = `job${i}`;
    if (steps.length > 0) add(box, label(job, steps));
    if (undoing.length > 0) {
      const name = only === undefined ? `${job}, rollback` : job;
      rollbacks.push(`  ${previous} -. failed .-> rollback${i}${label(name, undoing)}`);
    }
  }
  return [...lines, ...rollbacks, '```'].join('\n');
}

/** The steps up to the last one that every run does; the others are a rollback. A `first` job has none. */
function forward(operations: Job['operations'], first: boolean): string[] {
  const always = stepsOf(operations.filter(({ only }) => only === undefined));
  const all = stepsOf(operations);
  if (always.length === 0) return first ? all : [];
  return all.slice(0, all.indexOf(always.at(-1) ?? '') + 1);
}

const stepsOf = (operations: Job['operations']): string[] => [
  ...new Set(operations.filter(({ kind }) => kind !== 'gate').map(({ step }) => step)),
];

const label = (name: string, steps: readonly string[]): string =>
  `["${[`<b>${mermaidLabel(name)}</b>`, ...steps.map(mermaidLabel)].join('<br>')}"]`;
