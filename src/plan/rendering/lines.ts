// The plan as lines of text, to be compared with those of another plan.

import { formatDuration } from '../../core/values/duration.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Call, Job, Json, Operation, Waiting } from '../operation.ts';
import type { Plan } from '../plan.ts';
import { filled } from './text.ts';

/** One line per operation, and below it what it changes, calls and waits for. No numbers: they would all move. */
export const planLines = ({ jobs }: Plan): string[] =>
  jobs.flatMap((job) => job.operations.flatMap((one) => operationLines(job, one))).map(visible);

function operationLines(job: Job, operation: Operation): string[] {
  const { changes, loop, only, repeats, step, what } = operation;
  const role = job.environment === undefined ? '' : ` (${job.environment})`;
  const condition = [job.only, only].filter((one) => one !== undefined).join(', and if ');
  return [
    `${job.job}${role}, ${step}: ${text(what)}`,
    ...labelled('only if', condition === '' ? undefined : condition),
    ...labelled('again', repeats ?? loop),
    ...labelled('changes', changes),
    ...detail(operation),
  ];
}

const labelled = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`  ${name}: ${text(value)}`];

function detail(operation: Operation): string[] {
  switch (operation.kind) {
    case 'gate':
      return [`  approval by the reviewers of ${operation.environment}`];
    case 'call':
      return callLines(operation.call);
    case 'wait':
      return waitLines(operation.wait);
    case 'document':
      // How a document is pinned and polled is the same for all.
      return [
        `  sends: ${operation.document} to ${operation.instances.join(', ')}, for at most ${formatDuration(operation.wait.deadlineMs)}`,
        ...memberLines(operation.parameters),
      ];
  }
}

/** Each parameter has a line of its own: one that changes is seen at once. */
const callLines = ({ operation, parameters, region, service }: Call): string[] => [
  `  calls: ${service} ${operation} in ${region}`,
  ...memberLines(parameters),
];

const memberLines = (members: Readonly<Record<string, Json | undefined>>): string[] =>
  Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [`    ${name}: ${json(value)}`],
  );

const waitLines = ({ deadlineMs, polled, until }: Waiting): string[] => [
  `  waits for: ${text(until)}, within ${formatDuration(deadlineMs)}`,
  ...(polled === undefined
    ? []
    : [`  asks: ${polled.service} ${polled.operation} in ${polled.region}`]),
];

/** Braces that are meant as braces are doubled in a plan. */
const text = (template: string): string => filled(template, {});

const json = (value: Json): string => text(typeof value === 'string' ? value : inPlan(value));

/** As JSON, its own braces doubled: they do not mark a placeholder. */
function inPlan(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((one: Json) => inPlan(one)).join(', ')}]`;
  const members = Object.entries(value).flatMap(([name, of]) =>
    of === undefined ? [] : [`${name}: ${inPlan(of)}`],
  );
  return `{{${members.join(', ')}}}`;
}
