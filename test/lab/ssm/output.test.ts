// What the agent makes of a script's end: output that is cut, exit codes, signals, a timeout.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Ended } from '../../../lab/application-server/run-script.ts';
import { LabClock } from '../../../lab/time/clock.ts';
import type { LabContext } from '../../../lab/context.ts';
import { LabEvents } from '../../../lab/events.ts';
import { execute, newInvocation, uploadOutput } from '../../../lab/ssm/invocation.ts';
import type { Invocation, OutputStore } from '../../../lab/ssm/invocation.ts';

const store: OutputStore = {
  put: () => {
    throw new Error('no such bucket');
  },
};

async function ending(ended: Ended, stdout = '', stderr = ''): Promise<Invocation> {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-output-'));
  const clock = new LabClock('virtual', 1, 0);
  try {
    writeFileSync(join(folder, 'stdout'), stdout);
    writeFileSync(join(folder, 'stderr'), stderr);
    const invocation = newInvocation('i-0a1b2c3d');
    const result = {
      ...ended,
      begun: 0,
      ended: 0,
      stdout: join(folder, 'stdout'),
      stderr: join(folder, 'stderr'),
    };
    const context = { clock, events: new LabEvents() } as unknown as LabContext;
    const servers = {
      seed: () => Promise.resolve(),
      run: () => Promise.resolve(result),
      end: () => {},
    };
    const shown = (output: string): string => output;
    const upload = uploadOutput(store, { bucket: 'none', folder: 'x' });
    await execute(invocation, {} as Parameters<typeof execute>[1], {
      context,
      servers,
      upload,
      shown,
    });
    return invocation;
  } finally {
    clock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the end of a script', () => {
  test.each<[Ended, string, string, number]>([
    [{ by: 'exit', exitCode: 0 }, 'Success', 'Success', 0],
    [{ by: 'exit', exitCode: 3 }, 'Failed', 'Failed', 3],
    [{ by: 'exit', exitCode: -1 }, 'Failed', 'Failed', -1],
    [{ by: 'exit', exitCode: 137 }, 'TimedOut', 'Execution Timed Out', 137],
    [{ by: 'timeout', exitCode: -1 }, 'TimedOut', 'Execution Timed Out', 137],
    [{ by: 'cancel', exitCode: -1 }, 'Cancelled', 'Cancelled', 137],
    [{ by: 'nobody', exitCode: 1 }, 'Failed', 'Failed', 1],
    [{ by: 'exit', exitCode: 168 }, 'Success', 'Success', 168],
    [{ by: 'exit', exitCode: 169 }, 'Failed', 'Failed', 169],
    [{ by: 'exit', exitCode: 194 }, 'Failed', 'Failed', 194],
  ])('%j is %s (%s)', async (ended, status, details, responseCode) => {
    expect(await ending(ended)).toMatchObject({ status, details, responseCode });
  });

  test('output is cut at the agent’s limits, and a failed upload changes nothing', async () => {
    const cut = await ending({ by: 'exit', exitCode: 0 }, 'x'.repeat(30_000), 'y'.repeat(25_000));
    expect(cut).toMatchObject({ status: 'Success' });
    expect(cut.stdout).toBe(`${'x'.repeat(24_000 - 20)}--output truncated--`);
    // The agent cuts at 24,000 too, and the service shows less than that.
    expect(cut.stderr).toBe('y'.repeat(8_000));
    const whole = await ending({ by: 'exit', exitCode: 0 }, 'x'.repeat(23_999));
    expect(whole.stdout).toBe('x'.repeat(23_999));
    const failed = await ending({ by: 'exit', exitCode: 3 }, '', 'y\n');
    expect(failed.stderr).toBe('y\nfailed to run commands: exit status 3');
  });
});
