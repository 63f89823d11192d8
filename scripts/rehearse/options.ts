// The command line of the rehearsal: what was asked for, or everything that is wrong with it.
import { existsSync, readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { readArguments, scenarioNamed, unknownName } from '../command-line.ts';
import { CALM } from '../../lab/faults/scenario.ts';
import type { Scenario } from '../../lab/faults/scenario.ts';
import { exampleTicket } from '../../src/runbook/patterns/example-ticket.ts';
import { soundRunbook } from '../sound-runbook.ts';

export const USAGE = `npm run rehearse -- [RUNBOOK] [options]

Runs .github/workflows/cutover.yml with the committed actions, against a lab on this machine. With --workflow it goes
on after a confirmed cutover: with the rollback that a person starts, or with the end of the migration.
Nothing outside the lab's own folder is changed, and no cloud account is used.

  RUNBOOK            the runbook to rehearse           (runbooks/image-archive.yml)
  --approve          answer every gate with yes
  --deny             answer every gate with no
  --until STAGE      plan, proof or cutover            (cutover)
  --workflow NAME    cutover, rollback or finalize     (cutover)
  --scenario NAME    what goes wrong: a file of lab/scenarios
  --ticket TICKET    the change ticket of the run      (one that the runbook takes)
  --out DIR          where the records go              (out/rehearsal-RUN)
  --json FILE        the result as JSON
  --open             open the page of the report when the run has ended
  --verbose          every line of every log (where there is no live tree)
  --help             this text

Exit code: 0 confirmed, or ended as --until or --workflow asked · 2 denied · 3 rolled back · 1 anything else`;

export type Until = 'plan' | 'proof' | 'cutover';
export type Workflow = 'cutover' | 'rollback' | 'finalize';

export interface Options {
  /** Relative to the repository. */
  readonly runbook: string;
  readonly scenario: Scenario;
  readonly until: Until;
  /** What is played last; the cutover comes before each of them. */
  readonly workflow: Workflow;
  /** How long the runbook waits before the end of the migration; undefined where it has none. */
  readonly holdMs?: number;
  readonly ticket: string;
  readonly answer?: 'approve' | 'reject';
  readonly out?: string;
  readonly json?: string;
  readonly verbose: boolean;
  /** Whether the page of the report is opened at the end. */
  readonly open: boolean;
}

const UNTIL: readonly Until[] = ['plan', 'proof', 'cutover'];
const WORKFLOWS: readonly Workflow[] = ['cutover', 'rollback', 'finalize'];

/** Reads the arguments; undefined when only the usage was asked for. Throws what is wrong with them or with the runbook. */
export function readOptions(argv: readonly string[], repository: string): Options | undefined {
  const { values, positionals } = readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      approve: { type: 'boolean' },
      deny: { type: 'boolean' },
      until: { type: 'string', default: 'cutover' },
      workflow: { type: 'string', default: 'cutover' },
      scenario: { type: 'string' },
      ticket: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      open: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return undefined;
  const [runbook = 'runbooks/image-archive.yml', ...more] = positionals;
  if (more.length > 0) throw new Error(`expected one runbook, got ${positionals.join(', ')}`);
  if (values.approve === true && values.deny === true)
    throw new Error('expected one of --approve and --deny, got both');
  const until = UNTIL.find((stage) => stage === values.until);
  if (until === undefined) throw unknownName({ what: '--until', name: values.until, known: UNTIL });
  const workflow = workflowNamed(values.workflow, until);
  const file = runbookIn(repository, runbook);
  // The lab reads names and paths without looking at them.
  const { change, finalize } = soundRunbook(relative(process.cwd(), resolve(repository, file)));
  if (workflow === 'finalize' && finalize === undefined)
    throw new Error(
      `--workflow finalize: expected the section finalize in ${file}, got none; add it, or rehearse without this option`,
    );
  return {
    runbook: file,
    scenario: values.scenario === undefined ? CALM : scenarioNamed(values.scenario),
    until,
    workflow,
    ...(finalize && { holdMs: finalize.holdMs }),
    ticket: values.ticket ?? exampleTicket(change.ticket),
    verbose: values.verbose,
    open: values.open,
    ...(values.approve === true ? { answer: 'approve' as const } : {}),
    ...(values.deny === true ? { answer: 'reject' as const } : {}),
    ...(values.out === undefined ? {} : { out: values.out }),
    ...(values.json === undefined ? {} : { json: values.json }),
  };
}

function workflowNamed(name: string, until: Until): Workflow {
  const workflow = WORKFLOWS.find((one) => one === name);
  if (workflow === undefined) throw unknownName({ what: '--workflow', name, known: WORKFLOWS });
  if (workflow === 'cutover' || until === 'cutover') return workflow;
  throw new Error(`--workflow ${workflow}: expected --until cutover, got --until ${until}`);
}

const runbooksOf = (repository: string): string[] =>
  readdirSync(resolve(repository, 'runbooks'))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `runbooks/${name}`);

/** The path that the workflow's input takes: from the repository's root. */
function runbookIn(repository: string, given: string): string {
  const full = [resolve(given), resolve(repository, given)].find(existsSync);
  if (full === undefined)
    throw unknownName({ what: 'runbook', name: given, known: runbooksOf(repository) });
  const path = relative(repository, full);
  if (path.startsWith('..'))
    throw new Error(`runbook: expected a file of this repository, got '${given}'`);
  return path;
}
