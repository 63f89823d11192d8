// The page as HTML: one file that runs its own script alone, whatever the names in it try to be.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PAYLOADS, hostile } from '../../../scripts/report/hostile.ts';
import { withDifferences } from '../../../scripts/report/nights.ts';
import { canonicalJson, digest } from '../../../src/core/canonical-json.ts';
import { CHECK } from '../../../src/evidence/page/checks.ts';
import { cut, html, quoted, say, words } from '../../../src/evidence/page/html.ts';
import { script } from '../../../src/evidence/page/look/script.ts';
import { style } from '../../../src/evidence/page/look/style.ts';
import { reportPage } from '../../../src/evidence/page/page.ts';
import { factPairs } from '../../../src/evidence/page/steps.ts';
import { forecastOf } from '../../../src/evidence/forecast/forecast.ts';
import { CALM, night, record } from './night.ts';

const sha = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Every element and attribute that a browser would make of the page; no string in quotes is looked into. */
const tags = (page: string): string[] => page.match(/<[a-z!/][^>"']*(?:"[^"]*"[^>"']*)*>/gi) ?? [];

describe('the page', () => {
  const page = reportPage(night());

  test('is a function of the evidence alone', () => {
    expect(reportPage(night())).toBe(page);
    expect(page).not.toBe(reportPage(night({ run: '43' })));
  });

  test('allows its own style and script by their hashes, and nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src '${sha(style)}'`,
      `script-src '${sha(script)}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(page).toContain(`<style>${style}</style>`);
    expect(page).toContain(`<script>${script}</script>`);
    expect(() => new Script(script)).not.toThrow();
  });

  test.each([
    ['https://console.aws.amazon.com/datasync/home', true],
    ['https://10.20.30.40.50/task', false],
    ['http://console.aws.amazon.com/datasync/home', false],
  ])('a fact %s: a link: %p', (value, links) => {
    const { html: page } = factPairs([{ name: 'console', value }]);
    expect(page.includes(`<a href="${value}"`)).toBe(links);
    expect(page).toContain(links ? 'console.aws.amazon.com' : value);
  });

  test('loads nothing and has no handlers or styles in its markup', () => {
    for (const tag of tags(page.replace(style, '').replace(script, '')))
      expect(tag).not.toMatch(/^<(img|link|iframe|object)\b|\s(on\w+|style|src)=/i);
  });

  test('says first how the run ended, who approved, how long each server was away', () => {
    const first = page.slice(0, page.indexOf('id="timeline"'));
    for (const text of [
      'Confirmed',
      '/mnt/data on the gateway',
      'ann',
      '3 min 20 s',
      '100 of 100 paths',
    ])
      expect(first).toContain(text);
  });

  test('has the ticket, the reason, what the servers said, and drift where the evidence has them', () => {
    const more = reportPage(
      night({
        change: { ticket: 'CHG0000007', reason: 'the old server goes' },
        url: 'https://github.com/example/nfs-cutover/actions/runs/42',
        standing: [{ name: 'i-1', value: 'serves gateway' }],
        doubt: 'The records say another thing.',
        drift: [{ field: 'task.options.Mtime', approved: 'PRESERVE', found: 'NONE' }],
      }),
    );
    for (const text of [
      'CHG0000007',
      'the old server goes',
      'serves gateway',
      'task.options.Mtime',
      'another thing',
    ])
      expect(more).toContain(text);
    expect(more).toContain('href="https://github.com/example/nfs-cutover/actions/runs/42"');
    expect(page).not.toContain('id="drift"');
  });

  test('sets the forecast of each phase beside what it took', () => {
    const forecast = forecastOf({
      executions: [{ own: true, began: 0, totalMs: 60_000, transferMs: 1000, files: 3 }],
      ...{ bucketMs: 60_000, shareMs: undefined, gatewayMs: 60_000, rows: 7 },
      ...{ nights: [], everything: false },
    });
    const asked = record('ask/approval', 'ask-approval', [161, 162], { data: { forecast } });
    const delta = record('cutover/final-delta', 'run-datasync', [3765, 3965]);
    const told = reportPage(night({ records: [...CALM, asked, delta] })).replace(/<[^>]*>/g, ' ');
    expect(told).toMatch(/Freeze\s+Forecast\s+1 min – 5 min\s+It took\s+4 s\s/);
    expect(told).toMatch(/1 min – 1 min 30 s\s+It took\s+3 min 20 s\s+\(\s*longer than forecast/);
    expect(told).toMatch(/Refresh\s+Forecast\s+not known\s+It took\s+did not pass\s/);
    expect(told).toMatch(/All of it\s+Forecast\s+not known/);
    expect(page).not.toContain('longer than forecast</');
  });

  test('names a command that computes the digest of the evidence', () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
    try {
      const evidence = night();
      delete (evidence as { digest?: string }).digest;
      const whole = { ...evidence, digest: digest(evidence) };
      writeFileSync(join(folder, 'evidence.json'), `${canonicalJson(whole)}\n`);
      const printed = execFileSync('sh', ['-c', CHECK], { cwd: folder, encoding: 'utf8' });
      expect(printed.trim()).toBe(whole.digest);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('differences', () => {
  const rows = (page: string): number => (page.match(/<tr data-v="/g) ?? []).length;

  test('of which the page has the first 1,000, and names the file that has all', () => {
    const page = reportPage(withDifferences(night(), 5000));
    expect(rows(page)).toBe(1000);
    expect(page).toContain('The first 1,000 of 5,000 differences are here.');
    expect(page).toContain('href="records-verify-1.tree.differences.txt"');
    expect(page).toContain('lost by the transfer');
    expect(page).toContain('aria-label="source as the source, bucket not there"');
    expect(Buffer.byteLength(page)).toBeLessThan(2 << 20);
  });

  test('of later comparisons stand before those of earlier ones', () => {
    const { records } = withDifferences(night(), 1);
    const first = [{ verdict: 'missing', symbols: '=-.', path: 'a/later', details: [] }];
    const later = records.flatMap((one) =>
      one.id === 'tree' && one.job === 'verify'
        ? [{ ...one, job: 'cutover', data: { ...one.data, first } }]
        : [],
    );
    const page = reportPage(night({ records: [...records, ...later] }));
    expect(rows(page)).toBe(2);
    expect(page.indexOf('a/<wbr />later')).toBeLessThan(page.indexOf('2026/<wbr />00'));
    expect(page).toContain('data-c="cutover / tree"');
  });

  test('that are none are said to be none', () => {
    expect(reportPage(night())).toContain('No comparison found a difference.');
  });
});

describe('text of others', () => {
  test('is text, in elements and in attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const made = html`<p title="${text}">${text}</p>`.html;
        expect(made).toMatch(/^<p title="[^"<>]*">[^"<>'`]*<\/p>$/);
        expect(made.isWellFormed()).toBe(true);
        expect(made).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  test.each(PAYLOADS)('%j makes no tag, and no gap of a sentence', (payload) => {
    const made = [quoted(payload).html, words(say('gap.missing', payload)).html].join('');
    expect(tags(made).filter((tag) => !/^<\/?(bdi|span)\b/.test(tag))).toEqual([]);
  });

  test('in every place of the evidence makes no element that the calm page has not', () => {
    const names = (page: string): string[] => [
      ...new Set(tags(page).map((tag) => /^<[/!]?[a-z0-9]+/i.exec(tag)?.[0] ?? '')),
    ];
    const calm = new Set(names(reportPage(withDifferences(night(), 8))));
    const page = reportPage(hostile(withDifferences(night(), 400)));
    expect(names(page).filter((name) => !calm.has(name))).toEqual([]);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/style/g)).toHaveLength(1);
    expect(page).not.toContain('href="javascript:');
  });

  test('is shortened in its middle', () => {
    expect(cut('a'.repeat(50), 50)).toHaveLength(50);
    expect(cut(`${'a'.repeat(500)}z`, 40)).toBe(`${'a'.repeat(30)} … ${'a'.repeat(9)}z (501)`);
  });
});
