// Answers of AWS's APIs as they should be for the workshop's runbook, to be spoilt one by one.
import type { Share } from '../../../src/aws/storage-gateway/gateway-settings.ts';
import type { Runbook } from '../../../src/runbook/runbook.ts';
import type { Finding } from '../../../src/steps/preflight/finding.ts';
import { load, sound } from '../../runbook/image-archive.ts';

export const runbook: Runbook = load(sound);

export const share: Share = {
  status: 'AVAILABLE',
  readOnly: false,
  path: '/image-archive',
  location: 'arn:aws:s3:::image-archive-111122223333',
  gateway: runbook.gateway.arn,
  clients: ['10.0.0.0/16'],
  squash: 'RootSquash',
  objectAcl: 'private',
  encryption: 'SseS3',
  kmsKey: undefined,
  storageClass: 'S3_STANDARD',
};

/** What is not a pass, as `state check: found`. */
export const problems = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter(({ state }) => state !== 'pass')
    .map(({ state, check, found }) => `${state} ${check}: ${found}`);
