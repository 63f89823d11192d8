// npm run journal: where the migration of a runbook stands, who holds it, how it came there, and what comes next.
import { systemClock } from '../src/core/clock.ts';
import { openJournalStore } from '../src/aws/s3/journal-store.ts';
import { JournalLog } from '../src/journal/log.ts';
import { readArguments } from './command-line.ts';
import { journalJson } from './journal/json.ts';
import { journalLines } from './journal/lines.ts';
import { soundRunbook } from './sound-runbook.ts';

const USAGE = `npm run journal -- RUNBOOK [--json]

Shows where the migration of a runbook stands, who holds it, how it came there,
and what comes next. It only reads, with the AWS credentials of the shell: they
need s3:ListBucket on the evidence bucket and s3:GetObject on its journal/*.

  RUNBOOK   such as runbooks/image-archive.yml
  --json    the same as one JSON object
  --help    this text`;

interface Asked {
  readonly runbook: string;
  readonly json: boolean;
}

function readAsked(args: readonly string[]): Asked | undefined {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [runbook, ...more] = positionals;
  if (runbook === undefined || more.length > 0)
    throw new Error(`expected one RUNBOOK, got ${positionals.join(' ') || 'none'}`);
  return { runbook, json: values.json };
}

async function show({ runbook: file, json }: Asked): Promise<void> {
  const { account, evidence, gateway, storageRegion } = soundRunbook(file);
  const { signal } = new AbortController();
  const connection = {
    ...{ region: storageRegion, clock: systemClock, env: process.env, signal },
    run: 'journal',
  };
  const store = openJournalStore(connection, evidence.bucket, account);
  const log = new JournalLog(store, gateway.share, connection);
  const entries = await log.read();
  console.log(
    json
      ? journalJson(log.place, entries)
      : journalLines({ place: log.place, share: gateway.share, entries }).join('\n'),
  );
}

async function main(): Promise<number> {
  let asked: Asked | undefined;
  try {
    asked = readAsked(process.argv.slice(2));
  } catch (error) {
    console.error(`journal: ${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (asked === undefined) {
    console.log(USAGE);
    return 0;
  }
  try {
    await show(asked);
    return 0;
  } catch (error) {
    console.error(`journal: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

process.exitCode = await main();
