// All looks run, whatever one of them throws; and what people read of the findings.
import { describe, expect, test } from '@jest/globals';
import { CutoverError } from '../../../src/core/errors.ts';
import type { Finding } from '../../../src/steps/preflight/finding.ts';
import { inArea } from '../../../src/steps/preflight/group.ts';
import type { Group } from '../../../src/steps/preflight/group.ts';
import { preflight } from '../../../src/steps/preflight/preflight.ts';
import {
  inNumbers,
  preflightError,
  preflightLines,
  preflightMarkdown,
  preflightWarnings,
} from '../../../src/steps/preflight/table.ts';

const { signal } = new AbortController();
const group = (area: Group['area'], look: Group['look']): Group => ({ area, check: 'Look', look });
const passing = (area: Group['area']): Group =>
  group(area, () => Promise.resolve([inArea(area).pass('Look', 'fine')]));
const throwing = (area: Group['area'], thrown: Error): Group =>
  group(area, () => Promise.reject(thrown));
const denied = new CutoverError('aws-denied', {
  what: 's3:GetBucketVersioning on arn:aws:s3:::b',
  expected: 'an answer',
  got: 'AccessDenied (HTTP 403): no',
  cure: 'give the role of this job s3:GetBucketVersioning on arn:aws:s3:::b',
});

describe('looks', () => {
  test('one that throws is unproven with the error’s cure, the others go on, areas are in order', async () => {
    const findings = await preflight(
      {
        account: passing('Account'),
        aws: [passing('Events'), throwing('Bucket', denied), throwing('Gateway', new Error('bug'))],
        servers: [passing('Mounts')],
        other: [passing('Gates')],
      },
      signal,
    );
    expect(findings.map(({ area, state }) => `${area} ${state}`)).toEqual([
      'Account pass',
      'Gates pass',
      'Mounts pass',
      'Gateway unproven',
      'Bucket unproven',
      'Events pass',
    ]);
    expect(findings[4]).toMatchObject({
      check: 'Look',
      found: 'aws-denied: s3:GetBucketVersioning on arn:aws:s3:::b: AccessDenied (HTTP 403): no',
      cure: 'give the role of this job s3:GetBucketVersioning on arn:aws:s3:::b',
    });
    expect(findings[3]?.found).toContain('bug');
  });

  test.each([
    ['throws', throwing('Account', denied)],
    ['fails', group('Account', () => Promise.resolve([inArea('Account').fail('a', 'b', 'c')]))],
  ])(
    'when the account %s, nothing else in AWS is asked, and nothing is claimed',
    async (_, account) => {
      const never = group('Bucket', () => Promise.reject(new Error('asked')));
      const groups = { account, aws: [never], servers: [never], other: [passing('Gates')] };
      const findings = await preflight(groups, signal);
      expect(findings.map(({ area, state }) => [area, state]).slice(1)).toEqual([
        ['Gates', 'pass'],
        ['Bucket', 'unproven'],
      ]);
      expect(JSON.stringify(findings)).not.toContain('asked');
    },
  );

  test('servers are asked one after the other, when all services have answered', async () => {
    const asked: string[] = [];
    const slow = (area: Group['area']): Group =>
      group(area, async () => {
        asked.push(`${area} begins`);
        await new Promise((done) => setImmediate(done));
        asked.push(`${area} ends`);
        return [];
      });
    const groups = {
      account: passing('Account'),
      aws: [slow('Bucket'), slow('Events')],
      servers: [slow('Mounts'), slow('Speed')],
      other: [],
    };
    await preflight(groups, signal);
    expect(asked).toEqual([
      'Bucket begins',
      'Events begins',
      'Bucket ends',
      'Events ends',
      'Mounts begins',
      'Mounts ends',
      'Speed begins',
      'Speed ends',
    ]);
  });

  test('a signal stops it', async () => {
    const controller = new AbortController();
    const stopped = group('Account', () => {
      controller.abort(new Error('stopped'));
      return Promise.reject(new Error('aborted'));
    });
    const groups = { account: stopped, aws: [], servers: [], other: [] };
    await expect(preflight(groups, controller.signal)).rejects.toThrow('stopped');
  });
});

describe('the findings are shown', () => {
  const hostile = '<img src=x> | **b** `c` ::error::x\n@here';
  const { pass, warn, fail, unproven } = inArea('Gateway');
  const findings: readonly Finding[] = [
    inArea('Account').pass('Account', '1'),
    inArea('Account').warn('Role', 'a user', 'take a role'),
    pass('Share', 'fine'),
    pass('Path', 'fine'),
    unproven('Cache', 'no figure', 'look'),
    fail('State', hostile, 'start it'),
    warn('Zone', 'odd', 'see'),
  ];

  test('in numbers', () => {
    expect(inNumbers(findings)).toBe('1 failed, 1 not proven, 2 warnings, 3 passed');
    expect(inNumbers([])).toBe('0 passed');
  });

  test('as a table: problems, then warnings, then what passed, folded; nothing is read as markup', () => {
    const markdown = preflightMarkdown(findings);
    const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.map((row) => row.split(' | ').slice(0, 3).join(' | '))).toEqual([
      '| | Area | Check',
      '| ❔ | **Gateway** | Cache',
      '| ❌ |  | State',
      '| ⚠️ | **Account** | Role',
      '| ⚠️ | **Gateway** | Zone',
      '| Area | Check | Found |',
      '| **Account** | Account | 1 |',
      '| **Gateway** | Share | fine |',
      '|  | Path | fine |',
    ]);
    expect(markdown.indexOf('<details>')).toBeGreaterThan(markdown.indexOf('Zone'));
    expect(markdown).not.toContain('<img');
    expect(markdown).not.toContain('**b**');
  });

  test('as lines: what passed is counted by area', () => {
    const lines = preflightLines(findings);
    expect(lines[0]).toBe('❔ Gateway: Cache: no figure → look');
    expect(lines.slice(-2)).toEqual(['✅ Account: 1 passed', '✅ Gateway: 2 passed']);
    expect(preflightWarnings(findings)).toHaveLength(2);
  });

  test('as one error with every problem; warnings alone are none', () => {
    const error = preflightError(findings, 'preflight of runbooks/x.yml');
    expect(error?.code).toBe('preflight');
    expect(error?.message).toContain('(1) Gateway: Cache: no figure → look; (2) Gateway: State: ');
    expect(error?.message).not.toContain('take a role');
    expect(
      preflightError(
        [findings[0], findings[1]].flatMap((one) => one ?? []),
        'x',
      ),
    ).toBeUndefined();
  });
});
