// Checks of servers against servers of the lab, through the real client of Systems Manager.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveToOrdinaryUser } from '../../../../lab/application-server/ordinary-user.ts';
import type { Faults } from '../../../../lab/faults/scenario.ts';
import type { Ssm } from '../../../../src/aws/ssm/ssm.ts';
import type { StepContext } from '../../../../src/steps/frame/context.ts';
import { openServers } from '../../../../src/steps/frame/adapters.ts';
import type { Finding } from '../../../../src/steps/preflight/finding.ts';
import { openServerLab } from '../../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../../lab/application-server/server-lab.ts';
import { load, sound } from '../../../runbook/image-archive.ts';
import { contextOf } from '../context.ts';

export interface ServersLab extends AsyncDisposable {
  readonly lab: ServerLab;
  readonly context: StepContext;
  readonly ports: { readonly ssm: Ssm };
}

/** Servers with these faults, and a step's context in their time. `text` is the runbook. */
export async function openServersLab(faults: Faults = {}, text = sound): Promise<ServersLab> {
  await using undo = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-preflight-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  const runbook = join(folder, 'image-archive.yml');
  writeFileSync(runbook, text);
  const lab = undo.use(await openServerLab({ faults, runbook }));
  lab.write('images/00001.jpg', 'one image');
  const { clock } = lab.context;
  // The SDK takes its endpoint and its keys from here.
  const env = {
    AWS_ENDPOINT_URL: lab.url,
    AWS_ACCESS_KEY_ID: 'AKIAFAKEOFTHELAB0000',
    AWS_SECRET_ACCESS_KEY: 'fake',
  };
  Object.assign(process.env, env);
  const context = contextOf({
    runbook: load(text),
    env,
    clock: { now: () => clock.now(), sleep: (milliseconds) => clock.sleep(milliseconds) },
  });
  const opened = undo.move();
  const ssm = await openServers(context);
  return {
    lab,
    context,
    ports: { ssm },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The same, with what both test files copy on the source and on the gateway. */
export async function openReady(...of: Parameters<typeof openServersLab>): Promise<ServersLab> {
  const bench = await openServersLab(...of);
  const { gateway } = bench.lab.context.world;
  mkdirSync(join(gateway, 'images'));
  for (const name of ['images/00001.jpg', 'images/00002.jpg']) {
    bench.lab.write(name, 'one image');
    writeFileSync(join(gateway, name), 'one image');
  }
  giveToOrdinaryUser(gateway);
  return bench;
}

/** Findings that are no pass, each in one line. */
export const notPassed = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ state }) => state !== 'pass')
    .map(({ area, check, state, found }) => `${area}, ${check}: ${state}: ${found}`);
