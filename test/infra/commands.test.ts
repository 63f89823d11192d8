// The commands that "npm run infra" prints: every parameter, in the form that the template asks for; look-ups that find.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import { commandsFor } from '../../scripts/infra/commands.ts';
import { parametersOf } from '../../scripts/infra/parameters.ts';
import { refusals } from '../../scripts/infra/refusals.ts';
import { environment } from '../../src/runbook/schema/kinds.ts';
import { awsCliVersion } from '../lab/protocol/botocore.ts';
import { deployed, LOOKED_UP, parameterValues, ROLES, workshop } from './roles.ts';
import { asText } from './template.ts';

const RUNBOOK = join(import.meta.dirname, '..', '..', 'runbooks', 'image-archive.yml');
const whereCli = awsCliVersion() === undefined ? test.skip : test;
const options = {
  repository: 'example/nfs-cutover',
  branch: 'main',
  bucketKey: '',
};
const printed = commandsFor(workshop(), options);

test('every parameter of the template is given, and each value has the form that it asks for', () => {
  const { parameters } = deployed();
  const values = parameterValues();
  expect(Object.keys(values)).toEqual(Object.keys(parameters));
  for (const [name, { AllowedPattern }] of Object.entries(parameters))
    if (AllowedPattern !== undefined) expect(values[name]).toMatch(new RegExp(AllowedPattern));
  const given = [...printed.matchAll(/^ {4}(\w+)=/gm)].map(([, name]) => name);
  expect(given).toEqual(Object.keys(parameters));
});

test('the parameters that switch parts of the stack on are in docs/setup.md', () => {
  const guide = readFileSync('docs/setup.md', 'utf8');
  const switches = Object.entries(deployed().parameters).filter(([, one]) => one.AllowedValues);
  expect(switches.map(([name]) => name)).toEqual(['RemoveExtras', 'TaskReport', 'DeleteAgent']);
  for (const [name] of switches) expect(guide).toMatch(new RegExp('`' + name + '=(true|yes)`'));
});

test('machines of a hybrid activation have ARNs of Systems Manager, hostile names stay one word', () => {
  const { application, bucket, ...rest } = workshop();
  const text = commandsFor(
    {
      ...rest,
      application: { ...application, servers: ['i-0a1b2c3d', 'mi-0123456789abcdef0'] },
      bucket: { ...bucket, prefix: "it's (here)/" },
    },
    options,
  );
  const instance = 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0a1b2c3d';
  const machine = 'arn:aws:ssm:eu-central-1:111122223333:managed-instance/mi-0123456789abcdef0';
  expect(text).toContain(`ServerArns=${instance},${machine} `);
  expect(text).toContain(`BucketPrefix='it'\\''s (here)/' `);
});

test('every shell variable is looked up before it is used', () => {
  const used = [...printed.matchAll(/"\$(\w+)"/g)].map(([, name]) => name ?? '');
  expect(used.length).toBeGreaterThan(4);
  for (const name of used) expect([name, printed.indexOf(`\n${name}=$(`)]).not.toEqual([name, -1]);
});

test('each environment gets its role', () => {
  const assigned = [...printed.matchAll(/--env (\S+) \\\n {2}--body (\S+)/g)].map(
    ([, ...pair]) => pair,
  );
  const role = (name: string) => `arn:aws:iam::111122223333:role/nfs-cutover-image-archive-${name}`;
  expect(assigned).toEqual([
    ['prepare', role('prepare')],
    ['cutover', role('gate')],
    ['back', role('back')],
    ['rollback', role('rollback')],
  ]);
  const names = Object.values(ROLES).map((id) => deployed().resources[id]?.Properties.RoleName);
  expect(names.map((name) => `arn:aws:iam::111122223333:role/${asText(name)}`)).toEqual(
    assigned.map(([, arn]) => arn),
  );
});

test.each([
  ['Production (EU)', true],
  ['R&D + QA.1', true],
  ["Prod'uction", false],
  ['a:b', false],
  ['a*', false],
  ['$(id)', false],
  ['prod ', false],
])('the environment %j, as the runbook and the template take it', (name, taken) => {
  expect(environment.safeParse(name).success).toBe(taken);
  const { gates, ...rest } = workshop();
  const runbook = { ...rest, gates: { ...gates, cutover: name } };
  const template = readFileSync(join(RUNBOOK, '../../infra/cutover.yml'), 'utf8');
  expect(refusals(parametersOf(runbook, options), template)).toHaveLength(taken ? 0 : 1);
  if (taken) {
    expect(commandsFor(runbook, options)).toContain(`--env '${name}' `);
    const { Properties } = deployed({ GateEnvironment: name }).resources.GateRole ?? {};
    expect(JSON.stringify(Properties)).toContain(`:environment:${name}"`);
  }
});

test('where the runbook deletes its task, the environment of finalize gets its role, too', () => {
  const asked = { environment: 'the end', holdMs: 1000, deleteAgent: false };
  const text = commandsFor({ ...workshop(), finalize: asked }, options);
  expect(text).toContain(
    "--env 'the end' \\\n  --body arn:aws:iam::111122223333:role/nfs-cutover-image-archive-final\n",
  );
  expect(text).toContain("FinalizeEnvironment='the end' ");
  const role = deployed({ FinalizeEnvironment: 'the-end' }).resources.FinalizeRole;
  expect(role?.Properties.RoleName).toBe('nfs-cutover-image-archive-final');
});

// What GitHub and IAM answer to the look-ups, as programs that stand in for gh and aws.
const LOOK_UPS = /^# 2\.[^]*?(?=^location=)/m.exec(printed)?.[0] ?? '';
const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';

test.each([
  ['the audience among others', 'sts.amazonaws.com\tother', PROVIDER, ''],
  ['only an audience that begins like it', 'sts.amazonaws.com.cn', 'without-audience', 'add it'],
  ['no audience', 'None', 'without-audience', 'add it'],
])('a provider that is there, with %s', async (_, audiences, provider, said) => {
  const { stdout, stderr } = await lookUp(`printf '%s\\n' '${audiences}'`, 'example');
  expect(stdout).toBe(`example nfs-cutover ${provider}\n`);
  if (said === '') expect(stderr).toBe('');
  expect(stderr).toContain(said);
  const { OidcProviderArn } = deployed().parameters;
  const refused = !new RegExp(OidcProviderArn?.AllowedPattern ?? '').test(provider);
  expect(refused).toBe(said !== '');
});

test('a repository in another case: the roles get the spelling of GitHub, and it is said', async () => {
  const { stdout, stderr } = await lookUp('echo sts.amazonaws.com', 'Example');
  expect(stdout).toBe(`Example nfs-cutover ${PROVIDER}\n`);
  expect(stderr).toBe(
    'note: GitHub writes the repository as Example/nfs-cutover; the roles trust this spelling\n',
  );
  expect(printed).toContain('GitHubOwner="$owner"');
  expect(printed).toContain('GitHubRepository="$repository"');
});

function lookUp(audiences: string, owner: string) {
  const script = `set -eu
gh() { case "$*" in *.owner.login) echo ${owner} ;; *.name) echo nfs-cutover ;; *) echo 7 ;; esac; }
aws() { case "$*" in *list-open-id*) echo ${PROVIDER} ;; *get-open-id*) ${audiences} ;; esac; }
${LOOK_UPS}
echo "$owner $repository $provider"`;
  return promisify(execFile)('sh', ['-c', script]);
}

whereCli(
  'the look-ups find the locations of the task and the agents of its source',
  async () => {
    await using lab = await startLab({ runbook: RUNBOOK, time: { mode: 'real', speed: 60 } });
    const lines = /^location=[^]*?OnPremConfig.*$/m.exec(printed)?.[0] ?? '';
    const script = `set -eu\n${lines}\nprintf '%s\\n' "$location" "$destination" "$agents"\n`;
    const { stdout } = await promisify(execFile)('sh', ['-c', script], {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', AWS_PAGER: '', ...lab.env },
    });
    const { agents, destination, location } = LOOKED_UP;
    expect(stdout.trim().split('\n')).toEqual([location, destination, agents]);
  },
  60_000,
);

test.each([
  ['no tag', '', 0, 'adds it'],
  ['no tag, as the CLI may print it', 'None', 0, 'adds it'],
  ['the tag of this runbook', 'image-archive-evidence-111122223333', 0, 'keeps it'],
  ['the tag of another', 'other', 0, 'says: the share has its journal in other; expected image-'],
  ['a look that failed', '', 254, 'keeps it'],
])('the share is tagged once: %s', async (_, tagged, code, does) => {
  const [part = ''] = /^journal=[^]*?esac$/m.exec(printed) ?? [];
  const aws = `aws() { case "$2" in list-*) echo "$TAGGED"; return ${code};; *) echo "ran $2";; esac; }`;
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) =>
    execFile('bash', ['-c', `${aws}\n${part}`], { env: { TAGGED: tagged } }, (_error, out, err) =>
      resolve({ stdout: out, stderr: err }),
    ),
  );
  expect(stdout).toBe(does === 'adds it' ? 'ran add-tags-to-resource\n' : '');
  expect(stderr).toContain(/^says: (.*)/.exec(does)?.[1] ?? '');
});
