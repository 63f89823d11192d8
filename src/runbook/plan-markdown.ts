// The plan as the people who approve it read it.
import { formatDuration } from '../core/duration.ts';
import { code, plain } from '../core/markdown.ts';
import type { Call, Operation } from './operations.ts';
import type { Runbook } from './runbook.ts';

/** Markdown for a job summary: what moves, a picture, every operation in order, and the way back. */
export function planMarkdown(runbook: Runbook, operations: readonly Operation[]): string {
  const forward = operations.filter(({ when }) => when === 'forward');
  const back = operations.filter(({ when }) => when === 'way-back');
  const parts = [
    `## Plan: ${plain(runbook.description)}`,
    whatMoves(runbook),
    '### In short',
    picture(forward, back.length > 0),
    '### Every operation, in order',
    table(forward),
  ];
  if (back.length > 0)
    parts.push(
      '### The way back',
      'Taken without any approval as soon as the cutover fails, is cancelled or loses its runner.',
      table(back),
    );
  return `${parts.join('\n\n')}\n`;
}

function whatMoves(runbook: Runbook): string {
  const { application, bucket, change, datasync, gateway, gates, source } = runbook;
  const gateNames = [...gates.signOff, gates.cutover].map(code).join(', then ');
  const rows: [string, string][] = [
    ['Path', `${code(source.mount)} on ${application.servers.map(code).join(', ')}`],
    ['Served until now by', code(source.export)],
    ['Served then by', `${code(gateway.export)}, the share ${code(lastPart(gateway.share))}`],
    ['Bucket', `${code(`s3://${bucket.name}/${bucket.prefix}`)} in ${runbook.storageRegion}`],
    ['Servers', `account ${code(runbook.account)}, ${application.region}`],
    ['DataSync task', `${code(lastPart(datasync.task))} in ${runbook.storageRegion}`],
    ['Approval', `${gateNames}; the ticket matches ${code(change.ticket)}`],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| **${name}** | ${value} |`)].join(
    '\n',
  );
}

function table(operations: readonly Operation[]): string {
  const lines = ['| # | job, action | what | calls |', '|--:|---|---|---|'];
  for (const [i, operation] of operations.entries()) {
    const { calls, gate, job, step } = operation;
    if (gate !== undefined && gate !== operations[i - 1]?.gate)
      lines.push(`| 🔒 | **approval** | by the reviewers of ${code(gate)} | |`);
    const cells = [`**${job}**<br>${step}`, describe(operation), calls.map(callText).join('<br>')];
    lines.push(`| ${i + 1} | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

function describe({ changes, wait, what }: Operation): string {
  const lines = [plain(what)];
  if (changes !== undefined) lines.push(`✏️ ${plain(changes)}`);
  if (wait !== undefined)
    lines.push(`⏳ ${plain(wait.for)}, within ${formatDuration(wait.deadlineMs)}`);
  return lines.join('<br>');
}

function callText({ operation, parameters, region, service }: Call): string {
  const words = Object.entries(parameters).map(([name, value]) => `${name} ${code(value)}`);
  return `${service} **${operation}** in ${region}: ${words.join(', ')}`;
}

// One box per job, its actions below its name; a gate stands before the job that it releases.
function picture(operations: readonly Operation[], hasWayBack: boolean): string {
  const boxes: { job: string; gate: string | undefined; steps: string[] }[] = [];
  for (const { gate, job, step } of operations) {
    const last = boxes.at(-1);
    if (last?.job === job && last.gate === gate) {
      if (last.steps.at(-1) !== step) last.steps.push(step);
    } else boxes.push({ job, gate, steps: [step] });
  }
  const lines = ['```mermaid', 'flowchart LR'];
  let previous = '';
  const add = (id: string, shape: string): void => {
    lines.push(`  ${previous === '' ? '' : `${previous} --> `}${id}${shape}`);
    previous = id;
  };
  for (const [i, { gate, job, steps }] of boxes.entries()) {
    if (gate !== undefined) add(`gate${i}`, `{{"approval: ${gate}"}}`);
    if (gate === undefined || job !== 'sign-off')
      add(`job${i}`, `["${[`<b>${job}</b>`, ...steps].join('<br>')}"]`);
  }
  if (hasWayBack)
    lines.push(
      `  ${previous} -. failed or cancelled .-> back["<b>way back</b><br>source serves again"]`,
    );
  return [...lines, '```'].join('\n');
}

const lastPart = (arn: string): string => arn.split('/').at(-1) ?? arn;
