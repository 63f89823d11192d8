// The plan as the people who approve it read it.

import { code, counted, plain } from '../../core/text/markdown.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Call, DocumentOperation, Job, Json, Operation, Waiting } from '../operation.ts';
import { planPicture } from './picture.ts';
import { DELAYS } from '../poll-intervals.ts';
import { windowInWords } from '../../runbook/change-window.ts';
import { gatesOf, quorumOf, ROLLBACK_ENVIRONMENT } from '../../runbook/quorum.ts';
import type { Plan } from '../plan.ts';
import { filled, valueCode, words } from './text.ts';
import type { KnownValues } from './text.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** Markdown for a job summary: what moves, a picture, and every operation in order with its parameters folded. */
export function planMarkdown(plan: Plan, known: KnownValues): string {
  const { jobs, placeholders, runbook } = plan;
  const parts = [`## Plan: ${plain(runbook.description)}`, whatMoves(plan)];
  parts.push('### In short', planPicture(jobs), '### Every operation, in order', ABOUT_DOCUMENTS);
  let number = 1;
  for (const job of jobs) {
    parts.push(folded(heading(job), `\n\n${table(job, { known, number })}\n\n`));
    number += job.operations.length;
  }
  const open = Object.entries(placeholders).filter(([name]) => !Object.hasOwn(known, name));
  if (open.length > 0)
    parts.push(
      [
        '<details><summary>Values that become known during the run</summary>',
        '',
        '| | |',
        '|---|---|',
        ...open.map(([name, { means }]) => `| ${code(`{${name}}`)} | ${plain(means)} |`),
        '',
        '</details>',
      ].join('\n'),
    );
  return `${parts.join('\n\n')}\n`;
}

const ABOUT_DOCUMENTS = [
  'Before a document is sent, the deployed text is compared with the reviewed one (DescribeDocument, GetDocument);',
  `its end is read every ${DELAYS.command.map(formatDuration).join(' to ')} (GetCommandInvocation).`,
  'If the job is stopped meanwhile, what only reads is cancelled (CancelCommand); a change of mounts runs to its end.',
].join(' ');

function whatMoves({ runbook, until }: Plan): string {
  const { application, bucket, change, datasync, gateway, source } = runbook;
  const place = `${code(`s3://${bucket.name}/${bucket.prefix}`)} in ${runbook.storageRegion}`;
  const task = `${code(lastPart(datasync.task))} in ${runbook.storageRegion}`;
  const share = `${code(gateway.export)}, the share ${code(lastPart(gateway.share))}`;
  const ends = until === 'finalize';
  const from = until === 'rollback' ? share : code(source.export);
  const to = until === 'rollback' ? code(source.export) : share;
  const served: readonly (readonly [string, string])[] = ends
    ? [['Served by', `${share}; it stays, as the bucket does`]]
    : [
        ['Served until now by', from],
        ['Served then by', to],
      ];
  const rows: readonly (readonly [string, string])[] = [
    ['Path', `${code(source.mount)} on ${application.servers.map(code).join(', ')}`],
    ...served,
    ['Bucket', place],
    ['Servers', `account ${code(runbook.account)}, ${application.region}`],
    ['DataSync task', ends ? `${task}, which is deleted with what belongs to it` : task],
    ...(change.window === undefined || ends || until === 'rollback'
      ? []
      : ([['Change window', windowInWords(change.window)]] as const)),
    ['Approval', `${approval(runbook, until)}; the ticket matches ${code(change.ticket)}`],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| **${name}** | ${value} |`)].join(
    '\n',
  );
}

function approval(runbook: Runbook, until: Plan['until']): string {
  if (until === 'finalize') return `${code(runbook.finalize?.environment ?? '')}, by one person`;
  if (until === 'rollback') return `${code(ROLLBACK_ENVIRONMENT)}, by one person`;
  const quorum = quorumOf(runbook);
  const people = quorum === 1 ? 'one person' : `${quorum} different people`;
  return `${gatesOf(runbook).map(code).join(', then ')}, by ${people}`;
}

/** The line that is seen of a job until it is unfolded. */
function heading({ job, environment, only, operations }: Job): string {
  const gates = operations.filter(({ kind }) => kind === 'gate').length;
  const rest = operations.length - gates;
  const changing = operations.filter(({ changes }) => changes !== undefined).length;
  const parts = [
    ...(gates === 0 ? [] : [`🔒 ${counted(gates, 'approval')}`]),
    ...(rest === 0 ? [] : [counted(rest, 'operation')]),
    ...(changing === 0
      ? []
      : [`✏️ ${changing} of them ${changing === 1 ? 'changes' : 'change'} something`]),
  ];
  const as = environment === undefined ? '' : `, with the role of ${code(environment)}`;
  const when = only === undefined ? '' : `; <i>only if ${plain(only)}</i>`;
  return `<b>${plain(job)}</b>: ${parts.join(', ')}${as}${when}`;
}

interface Shown {
  readonly known: KnownValues;
  /** Of the first operation. */
  readonly number: number;
}

function table(job: Job, shown: Shown): string {
  const { known, number } = shown;
  const lines = ['| # | step | what | sent | at the latest after |', '|--:|---|---|---|---|'];
  let before = '';
  for (const [i, operation] of job.operations.entries()) {
    const { step } = operation;
    const name = step === before ? '' : operation.kind === 'gate' ? '🔒' : `**${plain(step)}**`;
    before = step;
    const cells = [
      String(number + i),
      name,
      [described(operation, job, known), ...repeated(job.operations, i, shown)].join('<br>'),
      sent(operation, known),
      deadline(operation),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

function described(operation: Operation, job: Job, known: KnownValues): string {
  const { what, changes, only } = operation;
  const lines = [words(what, known)];
  if (changes !== undefined) lines.push(`✏️ ${words(changes, known)}`);
  if (only !== undefined && only !== job.only) lines.push(`<i>only if ${words(only, known)}</i>`);
  return lines.join('<br>');
}

/** The table says once what is repeated together or done side by side, with the numbers of its rows. */
function repeated(operations: readonly Operation[], at: number, shown: Shown): string[] {
  const { repeats } = operations[at] ?? {};
  return [
    ...(repeats === undefined ? [] : [`🔁 ${words(repeats, shown.known)}`]),
    ...groupOnce(operations, at, shown, ['🔁', 'loop']),
    ...groupOnce(operations, at, shown, ['⏩', 'sideBySide']),
  ];
}

function groupOnce(
  operations: readonly Operation[],
  at: number,
  { known, number }: Shown,
  [sign, name]: readonly [sign: string, name: 'loop' | 'sideBySide'],
): string[] {
  const group = operations[at]?.[name];
  if (group === undefined || operations[at - 1]?.[name] === group) return [];
  const after = operations.findIndex((one, i) => i > at && one[name] !== group);
  const last = after === -1 ? operations.length - 1 : after - 1;
  const which = last === at ? '' : `${number + at} to ${number + last}: `;
  return [`${sign} ${which}${words(group, known)}`];
}

function sent(operation: Operation, known: KnownValues): string {
  switch (operation.kind) {
    case 'gate':
      return `**approval** by the reviewers of ${code(operation.environment)}`;
    case 'call':
      return foldedRows(nameOf(operation.call), rows(operation.call.parameters, known));
    case 'document':
      return foldedRows(
        `document <b>${plain(operation.document)}</b>, ${operation.send.region}`,
        documentRows(operation, known),
      );
    case 'wait': {
      const { polled } = operation.wait;
      return polled === undefined
        ? every(operation.wait)
        : foldedRows(`${every(operation.wait)}: ${nameOf(polled)}`, rows(polled.parameters, known));
    }
  }
}

const nameOf = ({ service, operation, region }: Call): string =>
  `${service} <b>${operation}</b>${region === service ? '' : `, ${region}`}`;

const every = ({ intervalMs: [first, longest] }: Waiting): string =>
  first === longest
    ? `every ${formatDuration(first)}`
    : `every ${formatDuration(first)} to ${formatDuration(longest)}`;

function documentRows(operation: DocumentOperation, known: KnownValues): string[] {
  const { instances, parameters, send } = operation;
  const { DocumentName: _name, InstanceIds: _instances, ...rest } = send.parameters;
  return [
    `on ${instances.map((instance) => valueCode(instance, known)).join(', ')}`,
    ...rows(parameters, known),
    '<i>each parameter is sent as base64; the other parameters of SendCommand:</i>',
    ...rows(rest, known),
  ];
}

const rows = (
  parameters: Readonly<Record<string, Json | undefined>>,
  known: KnownValues,
): string[] =>
  Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${plain(name)} ${valueCode(value, known)}`],
  );

const foldedRows = (summary: string, lines: readonly string[]): string =>
  lines.length === 0 ? summary : folded(summary, lines.join('<br>'));

const folded = (summary: string, text: string): string =>
  `<details><summary>${summary}</summary>${text}</details>`;

function deadline(operation: Operation): string {
  if (operation.kind !== 'wait' && operation.kind !== 'document') return '';
  const { deadlineMs, until } = operation.wait;
  const end = operation.kind === 'wait' ? `<br>${plain(filled(until, {}))}` : '';
  return `${formatDuration(deadlineMs)}${end}`;
}

const lastPart = (arn: string): string => arn.split('/').at(-1) ?? arn;
