// actions/attest without Sigstore: it refuses what GitHub refuses, and keeps what it has signed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { SERVER_URL } from '../run.ts';
import type { StandInCall } from './stand-in-call.ts';

/** Signs the one file of `subject-path`. */
export function attest({ job, input, say }: StandInCall): Record<string, string> {
  for (const scope of ['id-token', 'attestations'])
    if (!job.may(scope, 'write'))
      throw new Error(`missing "${scope}" permission. Please add "permissions: ${scope}: write"`);
  const path = input('subject-path');
  if (path === '')
    throw new Error('One of subject-path, subject-digest or subject-checksums must be provided');
  const file = resolve(job.run.workspace, path);
  if (!existsSync(file) || !statSync(file).isFile())
    throw new Error(`Could not find subject at path ${path}`);
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  say('info', `Attestation created for ${basename(file)}@sha256:${digest}`);
  return {
    'attestation-id': digest.slice(0, 8),
    'attestation-url': `${SERVER_URL}/${REPOSITORY}/attestations/${digest.slice(0, 8)}`,
  };
}
