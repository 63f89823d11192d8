// The manifest of a tree that several servers list side by side.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { readServerManifest } from '../../../src/steps/manifest/list-tree.ts';
import { assertOneTree, joined } from '../../../src/steps/manifest/fetch-manifest.ts';
import { hostileNames, plant } from '../../infra/hostile-tree.ts';
import { RUNBOOK, SERVERS } from './three-listers.ts';
import { openManifestLab, rowsIn } from './manifest-lab.ts';
import {
  answerOf,
  errorOf,
  fakeServer,
  fetchFrom,
  PARTS,
  printed,
  sha256,
} from './manifest-server.ts';

const CUT_B = Buffer.from('b').toString('base64');
const CUT_C = Buffer.from('c').toString('base64');
const REMOVE = 'nfs-cutover-read-manifest-part remove';
const EXPORT = 'nfs-server.example.internal:/export/data';

describe('three servers of the lab', () => {
  test('list what one of them lists, each a share', async () => {
    await using opened = await openManifestLab({ runbook: RUNBOOK });
    const { lab, said } = opened;
    plant(lab.context.world.source, hostileNames(120));
    giveToOrdinaryUser(lab.context.world.source);
    const alone = await opened.fetch({ server: SERVERS[1], label: 'alone' });
    const joined = await opened.fetch({ export: EXPORT, partBytes: 65536, ownMount: true });
    expect(rowsIn(joined)).toEqual(rowsIn(alone));
    const { rows, folders, pruned, denied, source, sha256: digest } = alone;
    expect(joined).toMatchObject({ rows, folders, pruned, denied, source, sha256: digest });
    expect(digest).toBe(sha256(rowsIn(joined)));
    expect(joined.server).toBe(SERVERS.join(', '));
    expect(joined.cuts?.at).toHaveLength(2);
    expect(joined.ended).toBeGreaterThanOrEqual(joined.began);
    expect(said).toContain('source: 3 servers list it side by side.');
    const shares = said.filter((line) => /^source: listed \d+ paths on /.test(line));
    expect(shares).toHaveLength(3);
    for (const share of shares) expect(share).not.toContain('listed 0 paths');
    for (const server of SERVERS)
      expect(
        existsSync(join(lab.context.world.server(server), 'var/lib/nfs-cutover/4711/tree-source')),
      ).toBe(false);
  });

  test('a later listing cuts as the one before, and an earlier one is found', async () => {
    await using opened = await openManifestLab({ runbook: RUNBOOK });
    const { lab, said } = opened;
    for (const name of ['p', 'q', 'r', 's']) {
      mkdirSync(join(lab.context.world.source, name));
      writeFileSync(join(lab.context.world.source, name, 'file'), name);
    }
    giveToOrdinaryUser(lab.context.world.source);
    const first = await opened.fetch();
    said.length = 0;
    const later = await opened.fetch({ cuts: first.cuts, label: 'later' });
    expect(later.sha256).toBe(first.sha256);
    expect(said.join('\n')).not.toContain('side by side');
  });

  test('names that go on where another one ends are cut in the order of their rows', async () => {
    await using opened = await openManifestLab({ runbook: RUNBOOK });
    const { source } = opened.lab.context.world;
    for (const folder of ['images', 'catalogue']) rmSync(join(source, folder), { recursive: true });
    for (const name of ['data', 'data-2023', 'data-2024']) {
      mkdirSync(join(source, name));
      writeFileSync(join(source, name, 'file'), name);
    }
    giveToOrdinaryUser(source);
    const { rows, cuts } = await opened.fetch();
    const at = cuts?.at.map((cut) => Buffer.from(cut, 'base64').toString());
    expect({ rows, at }).toEqual({ rows: 6, at: ['data-2024/', 'data/'] });
    expect(opened.said.filter((line) => line.startsWith('source: listed 2 paths'))).toHaveLength(3);
  });

  test('fewer folders than servers leave it to one server', async () => {
    await using opened = await openManifestLab({ runbook: RUNBOOK });
    const { source } = opened.lab.context.world;
    for (const folder of ['images', 'catalogue']) rmSync(join(source, folder), { recursive: true });
    const manifest = await opened.fetch();
    expect(manifest).toMatchObject({ rows: 0, server: SERVERS[0], cuts: { level: 0, at: [] } });
  });

  test('where one of them has another export, nothing is proven', async () => {
    await using opened = await openManifestLab({ runbook: RUNBOOK });
    const thrown = opened.fetch({ export: 'other.example.internal:/export/data' });
    await expect(thrown).rejects.toMatchObject({ code: 'unproven' });
  });
});

describe('what cannot be shares', () => {
  const CUTS: readonly [string, string][] = [
    ['level', '1'],
    ['cut-1', CUT_B],
    ['cut-2', CUT_C],
  ];
  const said = (more: readonly [string, string][] = []): Map<string, string> =>
    new Map([...answerOf(PARTS), ...CUTS, ...more]);
  const serverOf = (answer: ReadonlyMap<string, string>) =>
    fakeServer(answer, (part) => printed(PARTS[part - 1] ?? '', part), undefined, BY_AGENT);
  const BY_AGENT = RUNBOOK.replace('evidence:\n', 'evidence:\n  upload: agent\n');

  test('the same rows from each server', async () => {
    using server = serverOf(said());
    const error = await errorOf(server);
    expect(error).toMatchObject({
      code: 'unproven',
      failure: { what: 'row 7 of the manifest source' },
    });
  });

  test('rows with another digest than the server gives', async () => {
    using server = serverOf(said([['sha256', sha256('others')]]));
    expect(await errorOf(server)).toMatchObject({
      code: 'unproven',
      failure: {
        what: `the SHA-256 of the manifest source on ${SERVERS[0]}`,
        expected: sha256('others'),
        got: sha256(PARTS.join('')),
      },
    });
  });

  test.each<[string, [string, string][]]>([
    ['cuts that are not in order', [['cut-2', Buffer.from('a').toString('base64')]]],
    ['the same cut twice', [['cut-2', CUT_B]]],
    ['a cut below the level', [['cut-2', Buffer.from('c/d/').toString('base64')]]],
    ['a level that no server lists to', [['level', '10']]],
    ['a level that is no number', [['level', 'one']]],
  ])('%s', async (_name, more) => {
    using server = serverOf(said(more));
    expect(await errorOf(server)).toMatchObject({ code: 'server-failed' });
    expect(server.sent).toEqual(['nfs-cutover-list-tree']);
  });

  test('a cut too few is a server less, and what an earlier attempt left on it goes, too', async () => {
    using server = serverOf(new Map([...answerOf(PARTS), ['level', '1'], ['cut-1', CUT_B]]));
    expect(await errorOf(server)).toMatchObject({ code: 'unproven' });
    expect(server.sent.filter((sent) => sent === 'nfs-cutover-list-tree')).toHaveLength(3);
    using one = serverOf(new Map([...answerOf(PARTS), ['level', '1']]));
    expect(await fetchFrom(one)).toMatchObject({ rows: 6, server: SERVERS[0] });
    expect(one.sent.filter((sent) => sent === REMOVE)).toHaveLength(3);
  });

  test.each([
    ['other', false],
    ['', false],
    ['same', true],
  ])('shares by the same export, whose first levels are the same and %j', (last, isOne) => {
    const values = answerOf(PARTS);
    const shares = ['same', 'same', last].map((levels, i) =>
      readServerManifest({
        ...{ document: 'list-tree', server: `i-${i}` },
        values: new Map([...values, ['first-levels', levels]]),
      }),
    );
    const assert = () => assertOneTree('the manifest source', shares);
    if (isOne) expect(assert).not.toThrow();
    else
      expect(assert).toThrow(
        'the manifest source on i-2: expected the folders of the first levels, with their inodes, as on i-0, got other ones; see whether',
      );
  });

  test('shares of two exports', () => {
    const share = readServerManifest({
      document: 'list-tree',
      server: 'i-1',
      values: answerOf(PARTS),
    });
    const other = { ...share, server: 'i-2', source: 'other.example.internal:/data' };
    expect(() => joined('the manifest source', [share, share, other])).toThrow(
      'the manifest source on i-2: expected nfs-server.example.internal:/export/data, as on i-1, got other.example.internal:/data',
    );
  });
});

test('clocks of several servers give the earliest begin and the latest end', () => {
  const share = readServerManifest({
    document: 'list-tree',
    server: 'i-1',
    values: answerOf(PARTS),
  });
  const other = { ...share, server: 'i-2', began: share.began + 5, ended: share.ended - 5 };
  expect(joined('the manifest source', [share, other])).toMatchObject({
    ...{ server: 'i-1, i-2', began: share.began, ended: share.ended },
    ...{ rows: 12, folders: 4, pruned: 4 },
  });
});
