// What the schema has read becomes the runbook: names of code, and what an absent key means.
import { parseArn } from '../core/values/arn.ts';
import type { Runbook } from './runbook.ts';
import { APPROVAL_MS, type Document, RECHECK_LIMIT, SHRINK_PERCENT } from './schema/keys.ts';
import { FINALIZE_ENVIRONMENT, FINALIZE_HOLD_MS, HEALTH_MS } from './schema/optional-sections.ts';

/** The runbook of a document that the schema has taken. */
export function runbookOf(document: Document): Runbook {
  const {
    application,
    bucket,
    change,
    datasync,
    evidence,
    finalize,
    gateway,
    gates,
    preflight,
    refresh,
    verify,
    ...rest
  } = document;
  const { prefix: sharePrefix, ...share } = gateway;
  return {
    ...rest,
    application: applicationOf(application),
    storageRegion: parseArn(datasync.task)?.region ?? '',
    gateway: { ...share, ...(sharePrefix !== undefined && { prefix: sharePrefix }) },
    datasync: {
      task: datasync.task,
      timeoutMs: datasync.timeout,
      ...(datasync.options && { options: datasync.options }),
      ...(datasync.report && { report: datasync.report }),
    },
    bucket: {
      ...{ name: bucket.name, prefix: bucket.prefix ?? '', owner: bucket.owner ?? rest.account },
    },
    refresh: {
      logGroup: refresh['log-group'],
      timeoutMs: refresh.timeout,
      ...(refresh.folders && { folders: refresh.folders }),
    },
    evidence: evidenceOf(evidence),
    verify: verifyOf(verify),
    gates: gatesOf(gates),
    preflight: preflightOf(preflight),
    ...(finalize && { finalize: finalizeOf(finalize) }),
    change: changeOf(change),
  };
}

const gatesOf = (gates: Document['gates']): Runbook['gates'] => ({
  ...{ cutover: gates.cutover, signOff: gates['sign-off'] ?? [] },
  ...(gates.quorum !== undefined && { quorum: gates.quorum }),
  ...{ comment: gates.comment ?? 'digest', validFor: gates['valid-for'] ?? APPROVAL_MS },
});

const changeOf = ({ window, ...rest }: Document['change']): Runbook['change'] => ({
  ...rest,
  ...(window && {
    window: {
      notBefore: window['not-before'],
      notAfter: window['not-after'],
      giveUpAt: window['give-up-at'],
    },
  }),
});

function applicationOf({
  health: { unit = [], timeout: timeoutMs = HEALTH_MS, ...health } = {},
  services,
  ...rest
}: Document['application']): Runbook['application'] {
  return {
    ...rest,
    services: services === 'none' ? [] : services,
    health: {
      unit,
      ...(health.url !== undefined && { url: health.url }),
      ...(health.port !== undefined && { port: health.port }),
      timeoutMs,
    },
  };
}

const finalizeOf = ({
  environment = FINALIZE_ENVIRONMENT,
  hold: holdMs = FINALIZE_HOLD_MS,
  'delete-agent': deleteAgent = false,
}: NonNullable<Document['finalize']>): NonNullable<Runbook['finalize']> => ({
  environment,
  holdMs,
  deleteAgent,
});

function preflightOf(preflight: Document['preflight']): Runbook['preflight'] {
  if (preflight?.speed === undefined) return {};
  const { 'slower-than': slowerThan, ...speed } = preflight.speed;
  return { speed: { ...speed, slowerThan } };
}

function verifyOf(verify: Document['verify']): Runbook['verify'] {
  const {
    'accept-list': acceptList,
    calibrate = false,
    listers = 1,
    'newer-limit': newerLimit,
    'not-portable': notPortable = [],
    recheck = 'incremental',
    'recheck-limit': recheckLimit = RECHECK_LIMIT,
    'recheck-without-proof': recheckWithoutProof = 'stop',
    'remove-limit': removeLimit = 0,
    'shrink-limit': shrinkLimit = SHRINK_PERCENT,
    'stay-behind': stayBehind = [],
    tolerate = [],
    ...rest
  } = verify;
  return {
    ...rest,
    ...{ tolerate, notPortable, stayBehind, calibrate, listers, newerLimit },
    recheck,
    recheckLimit,
    recheckWithoutProof,
    ...(verify.extras === 'remove' && { removeLimit, shrinkLimit }),
    ...(acceptList !== undefined && { acceptList }),
  };
}

const evidenceOf = ({ bucket, upload, retain }: Document['evidence']): Runbook['evidence'] => ({
  ...{ bucket, upload: upload ?? 'presigned' },
  ...(retain !== undefined && { retainDays: retain }),
});
