// Whether the canary and the confirmation file can be made: judged by tables, then seen on servers of the lab.
import { describe, expect, test } from '@jest/globals';
import { inspectServers } from '../../../../src/steps/preflight/servers/inspect-servers.ts';
import type {
  Inspection,
  SeenPath,
  SeenTestFiles,
} from '../../../../src/steps/preflight/servers/inspection.ts';
import { judgeTestFiles } from '../../../../src/steps/preflight/servers/test-file-checks.ts';
import { changed } from '../../../runbook/image-archive.ts';
import { GATEWAY, GOOD, problems, ROOMY, runbook, SEEN, SOURCE } from './seen-server.ts';
import { notPassed, openReady } from './servers-lab.ts';

describe('test files', () => {
  const seen = (side: 'source' | 'gateway', changes: Partial<SeenTestFiles>): Inspection => {
    const mount = SEEN[side];
    return { ...SEEN, [side]: { ...mount, testFiles: { ...ROOMY, ...changes } } };
  };

  test.each<['copy' | 'to', SeenPath['is'], string, string]>([
    ['to', 'missing', 'fail: not there', 'make that folder, or name another in'],
    ['to', 'denied', 'fail: permission denied', 'give www-data write access to it, or'],
    ['to', 'outside', 'fail: a symbolic link leads out of the mount', 'name another in'],
    ['to', 'other', 'fail: something of another kind', 'name another in'],
    ['to', 'unknown', 'unproven: does not say', 'look at it on the server'],
    ['copy', 'missing', 'fail: not there', 'put the file there, or name another in'],
    ['copy', 'denied', 'fail: permission denied', 'give www-data read access to it, or'],
    ['copy', 'outside', 'fail: a symbolic link leads out of the mount', 'name another in'],
    ['copy', 'other', 'fail: something of another kind', 'name another in'],
    ['copy', 'unknown', 'unproven: does not say', 'look at it on the server'],
  ])('%s is %s', (key, is, expected, cure) => {
    const [state, found] = expected.split(': ');
    const bad = { ...GOOD, [key]: { is } };
    for (const side of ['source', 'gateway'] as const)
      for (const name of ['canary', 'confirmation'] as const) {
        const [only, ...others] = judgeTestFiles(runbook, seen(side, { [name]: bad })).filter(
          (finding) => finding.state !== 'pass',
        );
        const late = side === 'gateway' && is === 'missing';
        expect(others).toEqual([]);
        expect(only?.check).toContain(name);
        expect(only?.state).toBe(late ? 'warn' : state);
        expect(only?.found).toMatch(new RegExp(`${name}\\.${key} .*on the ${side}: .*${found}`));
        expect(only?.cure).toContain(late ? 'if the delta brings it' : cure);
      }
  });

  test.each<[SeenTestFiles['free'], RegExp]>([
    [{ bytes: 8191, inodes: 2 }, /fail: on the source, free bytes: 8191, expected at least 8192$/],
    [{ bytes: 8192, inodes: 1 }, /fail: on the source, free inodes: 1, expected at least 2$/],
    [undefined, /unproven: the server does not say what is free on the source/],
  ])('free: %j', (free, expected) => {
    expect(problems(judgeTestFiles(runbook, seen('source', { free })))).toEqual([
      expect.stringMatching(expected),
    ]);
    expect(problems(judgeTestFiles(runbook, seen('gateway', { free })))).toHaveLength(1);
  });

  test('a file system that counts no inodes has enough, and the calibration needs more', () => {
    const free = { bytes: 8192, inodes: undefined };
    expect(problems(judgeTestFiles(runbook, seen('source', { free })))).toEqual([]);
    const calibrating = { ...runbook, verify: { ...runbook.verify, calibrate: true } };
    expect(problems(judgeTestFiles(calibrating, SEEN))).toHaveLength(2);
  });

  test('of a side that is not mounted, or read-only, nothing more is claimed', () => {
    const closed = { ...GOOD, to: { is: 'denied' } } as const;
    const testFiles = { ...ROOMY, canary: closed, confirmation: closed };
    const readOnly = { ...SEEN, source: { ...SOURCE, options: ['ro'], testFiles } };
    expect(judgeTestFiles(runbook, readOnly).map(({ check }) => check)).toEqual([
      'Room for the test files',
    ]);
    const unmounted = { ...SEEN, gateway: { ...GATEWAY, testFiles: undefined } };
    expect(judgeTestFiles(runbook, unmounted)[0]?.found).toMatch(/new-image.jpg, on the source$/);
    const none = { ...SEEN, source: { ...SOURCE, testFiles: undefined } };
    expect(judgeTestFiles(runbook, none)).toEqual([]);
  });
});

describe('on a server', () => {
  test.each<[string, string]>([
    ['canary.to', changed('to: new-image.jpg', 'to: new/new-image.jpg')],
    ['confirmation.to', changed('to: new-image2.jpg', 'to: images/00001.jpg/x.jpg')],
    ['confirmation.copy', changed('copy: images/00002.jpg', 'copy: images')],
    ['canary.copy', changed('copy: images/00001.jpg', "copy: 'images/$(touch pwned) .jpg'")],
  ])('%s that is not there', async (key, text) => {
    await using bench = await openReady({}, text);
    const findings = await inspectServers(bench.context, bench.ports);
    expect(notPassed(findings)).toEqual([
      expect.stringMatching(
        new RegExp(`can be made: fail: .*${key.replace('.', '\\.')} .*on the source: `),
      ),
    ]);
  });

  test('a full source', async () => {
    await using bench = await openReady({ server: { free: { blocks: 0, inodes: 1 } } });
    expect(notPassed(await inspectServers(bench.context, bench.ports))).toEqual([
      expect.stringMatching(
        /Room for the test files: fail: .*: on the source, free bytes: 0, expected at least 18; free inodes: 1, expected at least 2$/,
      ),
    ]);
  });
});
