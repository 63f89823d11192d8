// npm run lab: keeps the lab running in real time, for the AWS CLI or any other client, until it gets a signal to end.
import { rmSync, writeFileSync } from 'node:fs';
import { readArguments, scenarioNamed } from './command-line.ts';
import { startLab } from '../lab/lab.ts';
import type { Lab } from '../lab/lab.ts';
import { scenarioNames } from '../lab/faults/scenario.ts';

const USAGE = `npm run lab -- RUNBOOK [--scenario NAME] [--port N] [--env-file PATH] [--speed N]

  RUNBOOK           the runbook whose world is built, such as runbooks/image-archive.yml
  --scenario NAME   what goes wrong: ${scenarioNames().join(', ') || 'none yet'}
  --port N          the port on 127.0.0.1 (0, the default: a free one)
  --env-file PATH   where to write the lines to source; without it they are printed
  --speed N         seconds of lab time in one real second (default 1)

It runs until SIGTERM or SIGINT, or until the process that started it is gone.`;

interface Arguments {
  readonly runbook: string;
  readonly scenario?: string;
  readonly port: number;
  readonly envFile?: string;
  readonly speed: number;
}

function readOptions(args: readonly string[]): Arguments | 'help' {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      scenario: { type: 'string' },
      port: { type: 'string', default: '0' },
      'env-file': { type: 'string' },
      speed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [runbook, ...more] = positionals;
  if (runbook === undefined) throw new Error('RUNBOOK: expected a file, got nothing');
  if (more.length > 0) throw new Error(`expected one RUNBOOK, got also '${more.join(' ')}'`);
  const { scenario, 'env-file': envFile } = values;
  return {
    runbook,
    port: numberFrom('--port', values.port, (n) => Number.isInteger(n) && n >= 0 && n <= 65_535),
    speed: numberFrom('--speed', values.speed, (n) => n > 0 && n <= 100_000),
    ...(scenario === undefined ? {} : { scenario }),
    ...(envFile === undefined ? {} : { envFile }),
  };
}

function numberFrom(name: string, text: string, fits: (n: number) => boolean): number {
  const n = text.trim() === '' ? NaN : Number(text);
  if (!fits(n)) throw new Error(`${name}: expected a number in its range, got '${text}'`);
  return n;
}

/** What could lead a client past the lab, if the shell has it. */
const ASTRAY = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  ...['DATASYNC', 'STORAGE_GATEWAY', 'SSM', 'S3', 'STS', 'CLOUDWATCH_LOGS', 'EVENTBRIDGE'].map(
    (service) => `AWS_ENDPOINT_URL_${service}`,
  ),
];

/** The lines that a shell sources to work with the lab. */
function shellLines(lab: Lab): string {
  const { world } = lab.context;
  const [server = ''] = world.names.application.servers;
  const variables = {
    ...lab.env,
    LAB_PID: String(process.pid),
    LAB_SOURCE: world.source,
    LAB_GATEWAY: world.gateway,
    LAB_SERVER: world.server(server),
  };
  const exports = Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`,
  );
  return `unset ${ASTRAY.join(' ')}\n${exports.join('')}`;
}

/** Resolves when the lab is to end, with the reason. */
function endReason(): Promise<string> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.once(signal, () => resolve(signal));
    setInterval(() => {
      if (process.ppid !== parent) resolve('the process that started it is gone');
    }, 1000).unref();
  });
}

async function run({ runbook, scenario, port, envFile, speed }: Arguments): Promise<void> {
  const reason = endReason();
  await using lab = await startLab({
    ...{ runbook, port, time: { mode: 'real', speed } },
    ...(scenario === undefined ? {} : { scenario: scenarioNamed(scenario) }),
  });
  const lines = shellLines(lab);
  if (envFile === undefined) console.log(lines);
  else writeFileSync(envFile, lines, { mode: 0o600 });
  const where = envFile === undefined ? '' : `; source ${envFile}`;
  console.error(`lab: ${lab.url}, process ${process.pid}${where}`);
  console.error(`lab: ends, ${await reason}`);
  if (envFile !== undefined) rmSync(envFile, { force: true });
}

async function main(): Promise<number> {
  let asked: Arguments | 'help';
  try {
    asked = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`lab: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (asked === 'help') {
    console.log(USAGE);
    return 0;
  }
  try {
    await run(asked);
    return 0;
  } catch (error) {
    console.error(`lab: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

process.exitCode = await main();
