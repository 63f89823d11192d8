// npm run infra: prints the commands that set up AWS and GitHub for a runbook. It runs none of them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from './command-line.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import { commandsFor } from './infra/commands.ts';
import { parametersOf } from './infra/parameters.ts';
import type { InfraOptions } from './infra/parameters.ts';
import { refusals } from './infra/refusals.ts';
import { soundRunbook } from './sound-runbook.ts';

const USAGE = `npm run infra -- RUNBOOK [options]

Prints the commands that set up AWS and GitHub for a runbook, with every parameter. Runs none of them.

  RUNBOOK                  such as runbooks/image-archive.yml
  --repository OWNER/NAME  the repository on GitHub           (that of the remote "origin")
  --branch NAME            its default branch                 (main)
  --bucket-key ARN         the KMS key of the bucket, if it has one of your own
  --help                   this text`;

/** With "nfs-cutover-" before and "-rollback" after it, a role's name may have 64 characters. */
const MAX_NAME = 43;

interface Asked {
  readonly runbook: string;
  readonly options: InfraOptions;
}

function readAsked(args: readonly string[]): Asked | undefined {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      repository: { type: 'string' },
      branch: { type: 'string', default: 'main' },
      'bucket-key': { type: 'string', default: '' },
      'object-lock-days': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [runbook, ...more] = positionals;
  if (runbook === undefined || more.length > 0)
    throw new Error(`expected one RUNBOOK, got ${positionals.join(' ') || 'none'}`);
  const repository = values.repository ?? origin();
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository))
    throw new Error(
      `--repository: expected OWNER/NAME, got '${repository}'${values.repository === undefined ? ' from the remote "origin"' : ''}`,
    );
  const days = values['object-lock-days'];
  if (days !== undefined)
    throw new Error(
      `--object-lock-days: expected evidence.retain in the runbook, got '${days}' here; write "retain: ${/^\d{1,5}$/.test(days) ? days : '400'}d" there`,
    );
  return {
    runbook,
    options: {
      repository,
      branch: values.branch,
      bucketKey: values['bucket-key'],
    },
  };
}

/** OWNER/NAME of the remote "origin", or what its address is instead. */
function origin(): string {
  try {
    const cwd = join(import.meta.dirname, '..');
    const url = execFileSync('git', ['remote', 'get-url', 'origin'], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
    return /github\.com[:/](.+?)(\.git)?$/.exec(url)?.[1] ?? url;
  } catch {
    return 'nothing';
  }
}

function readRunbook(file: string): Runbook {
  const runbook = soundRunbook(file);
  if (runbook.name.length > MAX_NAME)
    throw new Error(
      `${file}: name: expected at most ${MAX_NAME} characters, as it becomes part of a role's name; got ${runbook.name.length}`,
    );
  return runbook;
}

/** Throws where CloudFormation would refuse a value, such as a prefix that IAM would read as a wildcard. */
function commands({ runbook: file, options }: Asked): string {
  const runbook = readRunbook(file);
  const template = join(import.meta.dirname, '../infra/cutover.yml');
  const refused = refusals(parametersOf(runbook, options), readFileSync(template, 'utf8'));
  if (refused.length > 0)
    throw new Error(
      `infra/cutover.yml does not take what ${file} says:\n  ${refused.join('\n  ')}`,
    );
  return commandsFor(runbook, options);
}

try {
  const asked = readAsked(process.argv.slice(2));
  console.log(asked === undefined ? USAGE : commands(asked));
} catch (error) {
  console.error(`infra: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
