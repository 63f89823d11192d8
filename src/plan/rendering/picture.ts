// The jobs of a plan and their gates as one Mermaid diagram.
import { mermaidLabel } from '../../core/text/markdown.ts';
import type { Job } from '../operation.ts';

/** One box per job with its steps; a gate stands before the job that it releases; ways back are dotted. */
export function planPicture(jobs: readonly Job[]): string {
  const lines = ['```mermaid', 'flowchart LR'];
  let previous = '';
  const add = (id: string, shape: string): void => {
    lines.push(`  ${previous === '' ? '' : `${previous} --> `}${id}${shape}`);
    previous = id;
  };
  const back: string[] = [];
  for (const [i, { job, operations, only }] of jobs.entries()) {
    for (const [n, operation] of operations.entries())
      if (operation.kind === 'gate')
        add(`gate${i}_${n}`, `{{"approval: ${mermaidLabel(operation.environment)}"}}`);
    const steps = forward(operations, previous === '');
    const ways = stepsOf(operations).filter((step) => !steps.includes(step));
    const box = `job${i}`;
    if (steps.length > 0) add(box, label(job, steps));
    if (ways.length > 0) {
      const name = only === undefined ? `${job}, way back` : job;
      back.push(`  ${previous} -. failed .-> back${i}${label(name, ways)}`);
    }
  }
  return [...lines, ...back, '```'].join('\n');
}

/** The steps up to the last one that every run does; what comes behind it is a way back, which a `first` job has not. */
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
