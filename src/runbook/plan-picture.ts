// The jobs of a plan and their gates as one Mermaid diagram.
import { mermaidLabel } from '../core/markdown.ts';
import type { Job } from './operations/operation.ts';

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
    // Nothing comes before the first job that it could be a way back of.
    const isBack = only !== undefined && previous !== '';
    const steps = stepsOf(
      operations,
      (one) => one.only === undefined || (!isBack && one.only === only),
    );
    const ways = stepsOf(operations, (one) => one.only !== undefined).filter(
      (step) => !steps.includes(step),
    );
    const box = `job${i}`;
    if (!isBack && steps.length > 0) add(box, label(job, steps));
    if (ways.length > 0) {
      const name = isBack ? job : `${job}, way back`;
      back.push(`  ${previous} -. failed .-> back${i}${label(name, ways)}`);
    }
  }
  return [...lines, ...back, '```'].join('\n');
}

function stepsOf(
  operations: Job['operations'],
  which: (one: Job['operations'][number]) => boolean,
): string[] {
  const steps = operations
    .filter((one) => one.kind !== 'gate' && which(one))
    .map(({ step }) => step);
  return [...new Set(steps)];
}

const label = (name: string, steps: readonly string[]): string =>
  `["${[`<b>${mermaidLabel(name)}</b>`, ...steps.map(mermaidLabel)].join('<br>')}"]`;
