// The commands of docs/first-run.md: every operation and every option is one of AWS's own models, which the AWS CLI has.
import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import { awsCliVersion, readModels } from '../lab/protocol/botocore.ts';
import type { Model } from '../lab/protocol/botocore.ts';
import { read } from './pages.ts';

const whereCli = awsCliVersion() === undefined ? test.skip : test;

/** Options that the CLI gives to every operation. */
const EVERYWHERE = ['region', 'query', 'output'];

/** The CLI has a page size of its own where an operation has pages. */
const PAGES = ['max-items'];

/** How the CLI writes a name of a model: the letters and digits count, in one case. */
const plain = (name: string): string => name.replaceAll('-', '').toLowerCase();

interface Command {
  readonly service: string;
  readonly operation: string;
  readonly options: readonly string[];
}

/** Every `aws …` of the page, those in the middle of a sentence, too. */
function commands(page: string): Command[] {
  const joined = page.replaceAll(/ *\\\n\s*/g, ' ');
  return [...joined.matchAll(/\baws ([a-z0-9]+) ([a-z0-9-]+)((?: [^\n`)]*)?)/g)].map(
    ([, service = '', operation = '', rest = '']) => ({
      ...{ service, operation },
      options: [...rest.matchAll(/(?<= )--([a-z0-9-]+)/g)].map(([, option = '']) => option),
    }),
  );
}

const all = commands(read('docs/first-run.md')).filter(({ service }) => service !== 's3');

const SERVICES = ['ssm', 'storagegateway', 'datasync', 'sts', 'cloudtrail', 'logs'];

test('the page has a command for each of the services', () => {
  expect(new Set(all.map(({ service }) => service))).toEqual(new Set(SERVICES));
  expect(all.length).toBeGreaterThan(12);
});

/** What of a command the model does not have. */
function unknown(model: Model, { operation, options }: Command): string[] {
  const found = Object.entries(model.operations).find(([name]) => plain(name) === plain(operation));
  if (found === undefined) return [operation];
  const members = Object.keys(model.shapes[found[1].input?.shape ?? '']?.members ?? {}).map(plain);
  return options
    .filter((one) => ![...EVERYWHERE, ...PAGES].includes(one))
    .filter((one) => ![one, one.replace(/^no-/, '')].some((name) => members.includes(plain(name))))
    .map((one) => `${operation} --${one}`);
}

const NOWHERE = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'AKIAFAKEOFTHELAB0000',
  AWS_SECRET_ACCESS_KEY: 'fake',
  AWS_DEFAULT_REGION: 'us-west-2',
};

whereCli(
  'every operation and option is known to AWS, and one that is not is found',
  async () => {
    const models = await readModels(NOWHERE, SERVICES);
    const unknownIn = (some: readonly Command[]): string[] =>
      some.flatMap((one) => unknown(models.get(one.service) as Model, one));
    expect(unknownIn(all)).toEqual([]);
    const wrong = commands('`aws sts get-caller-identity --no-such`, `aws ssm send-it`');
    expect(unknownIn(wrong)).toEqual(['get-caller-identity --no-such', 'send-it']);
  },
  60_000,
);

test('the uploads of the page end in the lab as the page says', async () => {
  await using lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    time: { mode: 'real', speed: 1 },
  });
  const [, script = ''] =
    /node --input-type=module <<'END'\n([^]*?)\nEND\n/.exec(read('docs/first-run.md')) ?? [];
  const env = {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', ...lab.env },
    EVIDENCE_BUCKET: 'image-archive-evidence-111122223333',
    STORAGE_REGION: 'us-west-2',
    ACCOUNT: '111122223333',
  };
  const printed = await new Promise<string>((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module'], { env }, (_error, stdout) =>
      resolve(stdout),
    );
    child.stdin?.end(script);
  });
  expect([...printed.matchAll(/: (\d+)$/gm)].map(([, status]) => status)).toEqual([
    '400',
    '403',
    '403',
    '403',
    '200',
    '412',
  ]);
}, 60_000);
