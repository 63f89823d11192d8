// Runs the same cutovers in nektos/act and in our own rehearsal, and shows in what they differ: act.ts ACT [SCENARIO
// ...]
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CALM, loadScenario } from '../lab/faults/scenario.ts';
import { runInAct } from './act/in-act.ts';
import { runInLab } from './act/in-lab.ts';
import { differences } from './act/run-outcome.ts';

const ROOT = join(import.meta.dirname, '..');
const [act = 'act', ...scenarios] = process.argv.slice(2);

/** A repository of its own with what a run needs: act takes commit and branch from it, and copies it for each job. */
function checkOut(): string {
  const workspace = mkdtempSync(join(tmpdir(), 'nfs-cutover-checkout-'));
  for (const name of ['.github', 'actions', 'runbooks'])
    cpSync(join(ROOT, name), join(workspace, name), { recursive: true });
  const git = (...args: readonly string[]): void => {
    const who = ['-c', 'user.name=peer', '-c', 'user.email=peer@example.invalid'];
    execFileSync('git', [...who, ...args], { cwd: workspace, stdio: 'ignore' });
  };
  git('init', '--initial-branch', 'main');
  git('remote', 'add', 'origin', 'https://github.com/example/nfs-cutover.git');
  git('add', '--all');
  git('commit', '--message', 'As it stands');
  return workspace;
}

const workspace = checkOut();
try {
  for (const name of scenarios.length === 0 ? ['calm'] : scenarios) {
    const scenario = name === 'calm' ? CALM : loadScenario(name);
    const ours = await runInLab({ workspace, scenario });
    const theirs = await runInAct(act, { workspace, scenario });
    const found = differences(ours, theirs);
    const [outcome = 'none', steps] = [
      theirs.jobs.report?.outputs.outcome,
      Object.values(theirs.jobs).flatMap((job) => job.steps).length,
    ];
    const comparison = found.length === 0 ? 'the same in both' : `${found.length} differences`;
    console.log(`${name}: ${outcome} after ${steps} steps; ${comparison}`);
    for (const line of found) console.log(`  ${line}`);
    if (found.length > 0 || outcome !== scenario.ends) process.exitCode = 1;
  }
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
