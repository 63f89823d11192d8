// For the proof of the roles: what a rollback has listed is copied to the source.
import { createHash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { giveToOrdinaryUser, ordinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import type { OrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { posixMetadata } from '../../../lab/files/posix-metadata.ts';
import { journalOf } from '../../actions/confirmed-journal.ts';
import type { ActionRun } from '../../actions/action-process.ts';
import type { LabJournal } from '../../actions/journal-steps.ts';
import type { Lab } from '../../../lab/lab.ts';

interface Carrying {
  readonly before: (lab: Lab, journal: LabJournal) => void;
  readonly steps: readonly (readonly ['rollback', ActionRun])[];
}

/** A listed rollback: one file is new, and one has changed at the source, too. */
export const carried: Carrying = {
  before: (lab, journal) => {
    const owner = { ...{ run: '41', attempt: 1, job: 'job' }, jobId: null, link: null };
    journal.reach('reproven', owner);
    for (const edge of ['switch', 'undo-switch'] as const) journal.write(edge, owner);
    const { migration = '', round = 0 } = journalOf(lab).at(-1) ?? {};
    const place = (role: string): string => `evidence/image-archive/${role}/${migration}/${round}/`;
    const keep = (key: string, bytes: Buffer): unknown =>
      lab.store.put(lab.context.world.names.evidence?.bucket ?? '', key, bytes, {});
    keep(`${place('gate')}source.${sha256('')}.rows.gz`, gzipSync(''));
    const lines = ['images/00001.jpg', 'images/new.jpg'].map((path) => {
      writeFileSync(join(lab.context.world.gateway, path), 'by the application');
      const metadata = posixMetadata(
        statSync(join(lab.context.world.gateway, path), { bigint: true }),
        'test',
      );
      const { etag, size } = lab.store.put(
        lab.context.world.names.bucket.name,
        path,
        Buffer.from('by the application'),
        // Root may write nothing at the source.
        { ...metadata, ...ownedBy(ordinaryUser()) },
      );
      return `written\t2026-01-01T00:00:00.000Z\t${size}\t${etag}\t${path}\n`;
    });
    giveToOrdinaryUser(lab.context.world.gateway);
    const list = lines.join('');
    keep(`${place('back')}written.${sha256(list)}.txt`, Buffer.from(list));
    const written = { count: lines.length, digest: sha256(list) };
    journal.write('list', owner, { written, leaseEnd: '2026-01-01T00:00:00.000Z' });
  },
  steps: [
    [
      'rollback',
      {
        action: 'carry-back',
        inputs: { run: '41', reason: 'test', ticket: 'CHG0000001' },
      },
    ],
  ],
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const ownedBy = (user: OrdinaryUser | undefined): Readonly<Record<string, string>> =>
  user === undefined ? {} : { 'file-owner': String(user.uid), 'file-group': String(user.gid) };
