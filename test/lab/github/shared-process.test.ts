// Tests play the programs of steps in shared processes: each must find what it would find in a process of its own.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { cutAtMark } from '../../../lab/github/steps/end-mark.ts';
import { startNode } from '../../../lab/github/steps/node-process.ts';
import type { NodeProcess } from '../../../lab/github/steps/node-process.ts';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nfs-cutover-shared-')));
  writeFileSync(
    join(folder, 'counter.mjs'),
    'let count = 0;\nexport const counted = () => ++count;\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Plays a program's text; `meet` gets its process. */
async function play(
  text: string,
  env: Readonly<Record<string, string>> = {},
  meet: (child: NodeProcess, stdout: () => string) => void = () => undefined,
): Promise<Ended> {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, text);
  const child = startNode(file, { cwd: folder, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('latin1');
    meet(child, () => stdout);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('latin1');
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  return { pid: child.pid, code, stdout, stderr };
}

const WHERE = `
  import { counted } from './counter.mjs';
  process.on('SIGTERM', () => process.exit(9));
  globalThis.setTimeout(() => {
    console.log(JSON.stringify([counted(), process.env, process.cwd(), process.argv[1], process.exitCode ?? 'none']));
    process.exitCode = 3;
  }, 20);`;

describe.each(['yes', 'no'])('shared: %s', (shared) => {
  beforeAll(() => {
    process.env.LAB_SHARED_PROCESSES = shared;
  });

  test('a program finds its modules, variables and exit status new, and ends when nothing is left', async () => {
    const first = await play(WHERE, { ONE: '1' });
    const second = await play(WHERE, { TWO: '2' });
    const found = (env: object): string =>
      `${JSON.stringify([1, env, folder, join(folder, 'program.mjs'), 'none'])}\n`;
    expect([first.stdout, first.code]).toEqual([found({ ONE: '1' }), 3]);
    expect([second.stdout, second.code]).toEqual([found({ TWO: '2' }), 3]);
    expect(first.pid === second.pid).toBe(shared === 'yes');
  });

  test('its output is whole before it has ended', async () => {
    const { stdout, stderr, code } = await play(
      `process.stdout.write('\\0' + 'x'.repeat(1_000_000)); process.stderr.write('\\0');`,
    );
    expect([stdout.length, stderr, code]).toEqual([1_000_001, '\0', 0]);
  });

  test.each([
    ['process.exit(7);', 7],
    ['await new Promise(() => {});', 13],
    ["throw new Error('thrown');", 1],
  ])('%s', async (text, code) => {
    expect((await play(text)).code).toBe(code);
    expect(await play(`console.log('the next one');`)).toMatchObject({
      code: 0,
      stdout: 'the next one\n',
    });
  });

  test.each(['uncaughtException', 'unhandledRejection', 'exit'])(
    'what listens to %s is not there for the next program',
    async (event) => {
      const first = await play(`process.on('${event}', () => console.log('heard'));`);
      const second = await play("console.log('next'); setTimeout(() => process.exit(4), 20);");
      expect([second.stdout, second.code]).toEqual(['next\n', 4]);
      expect(second.pid).not.toBe(first.pid);
    },
  );

  test('a process that got a signal is not taken again, as it may come behind its turn', async () => {
    const stopped = await play("console.log('over');", {}, (child) => {
      child.kill('SIGSTOP');
      globalThis.setTimeout(() => child.kill('SIGCONT'), 50);
    });
    const next = await play("console.log('next');");
    expect([stopped.stdout, next.stdout]).toEqual(['over\n', 'next\n']);
    expect(next.pid).not.toBe(stopped.pid);
  });

  test('a signal reaches who has the turn, with its own handlers alone', async () => {
    const handled = `process.on('SIGTERM', () => { console.log('handled'); clearInterval(waits); });
      const waits = setInterval(() => {}, 1000); console.log('waits');`;
    const unhandled = `setInterval(() => {}, 1000); console.log('waits');`;
    const terminate = (child: NodeProcess, stdout: () => string): void => {
      if (stdout() === 'waits\n') child.kill('SIGTERM');
    };
    expect(await play(handled, {}, terminate)).toMatchObject({
      code: 0,
      stdout: 'waits\nhandled\n',
    });
    expect(await play(unhandled, {}, terminate)).toMatchObject({ code: null, stdout: 'waits\n' });
  });
});

test('what comes is handed on up to the mark, however it is cut', async () => {
  const mark = '\0the mark\0';
  const text = `a\0the ma\0b\0${mark}`;
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second += 3) {
      const [from, to] = [new PassThrough(), new PassThrough()];
      const { marked, stop } = cutAtMark(from, to, mark);
      for (const part of [text.slice(0, first), text.slice(first, second), text.slice(second)])
        if (part !== '') from.write(part);
      await marked;
      stop();
      const got = (await to.toArray()).map(String).join('');
      expect([first, second, got]).toEqual([first, second, 'a\0the ma\0b\0']);
    }
  }
});
