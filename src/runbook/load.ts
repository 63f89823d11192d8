// YAML text → a typed runbook, or everything that is wrong with it.
import type * as z from 'zod/mini';
import type { Instant } from '../core/clock.ts';
import { parseArn } from '../core/values/arn.ts';
import { crossChecks } from './checks/cross-checks.ts';
import { deprecatedOptions } from './checks/section-checks.ts';
import { windowIsOver } from './checks/window-checks.ts';
import { FINALIZE_ENVIRONMENT, FINALIZE_HOLD_MS, HEALTH_MS } from './schema/optional-sections.ts';
import * as kinds from './schema/kinds.ts';
import { asMeant, nearest, regionDoubt } from './checks/misspelt.ts';
import { type Problem, show } from './problem.ts';
import type { Runbook } from './runbook.ts';
import {
  APPROVAL_MS,
  type Document,
  RECHECK_LIMIT,
  schema,
  SHRINK_PERCENT,
} from './schema/keys.ts';
import { type Complaint, readYaml, valueAt } from './yaml.ts';

export type Loaded =
  | {
      readonly ok: true;
      readonly runbook: Runbook;
      /** What passes, and may be a mistake: what the next release refuses, a Region that is not known. */
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Parses a runbook; `file` is only the name that problems carry. All problems are found at once. With `now` a change window
 * that is over is a warning.
 */
export function parseRunbook(text: string, file: string, now?: Instant): Loaded {
  const source = readYaml(text, file);
  if ('problems' in source) return { ok: false, problems: source.problems };
  const { complaints: misspelt, data, written } = asMeant(source.data);
  const parsed = schema.safeParse(data);
  const complaints = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => complaintsOf(issue, data)),
    ...crossChecks(data),
    ...ownName(data, file),
  ].map((complaint) => ({ ...complaint, path: written(complaint.path) }));
  if (parsed.success && complaints.length === 0 && misspelt.length === 0)
    return {
      ok: true,
      runbook: runbookOf(parsed.data),
      warnings: [
        ...unknownRegions(data),
        ...deprecatedOptions(data),
        ...windowIsOver(data, now),
      ].map(source.problem),
    };
  const problems = [...misspelt, ...complaints]
    .map(source.problem)
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems };
}

// Runs, records and roles are found by this name.
function ownName(data: unknown, file: string): Complaint[] {
  const [, expected] = /([^/]+)\.ya?ml$/.exec(file) ?? [];
  const name = valueAt(data, ['name']);
  if (expected === undefined || typeof name !== 'string' || name === expected) return [];
  if (!kinds.name.safeParse(name).success) return [];
  return [{ path: ['name'], expected: `the file's own name, ${expected}`, got: show(name) }];
}

// A Region may be newer than this program.
function unknownRegions(data: unknown): Complaint[] {
  return [
    ['application', 'region'],
    ['datasync', 'task'],
  ].flatMap((path) => {
    const text = String(valueAt(data, path));
    const region = parseArn(text)?.region ?? text;
    const hint = regionDoubt(region);
    return hint === undefined
      ? []
      : [{ path, expected: 'a known Region', got: show(region), hint }];
  });
}

function complaintsOf(issue: z.core.$ZodIssue, data: unknown): Complaint[] {
  if (issue.code === 'invalid_union') {
    // A list with a wrong member was meant as a list: what is wrong is the member.
    const within = issue.errors.find((of) => of.every(({ path }) => path.length > 0)) ?? [];
    if (within.length > 0)
      return within.flatMap((inner) =>
        complaintsOf({ ...inner, path: [...issue.path, ...inner.path] }, data),
      );
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      atKey: true,
      expected: issue.message,
      got: `the key ${show(key)}`,
    }));
  }
  const value = valueAt(data, issue.path);
  const missing = value === undefined;
  const key = issue.path.at(-1);
  // A number or a word like true where text is meant: YAML reads it so unless it is quoted.
  const unquoted = issue.code === 'invalid_type' && issue.expected === 'string' && isBare(value);
  return [
    {
      path: issue.path,
      expected: issue.message,
      got: show(value),
      ...(missing && typeof key === 'string' ? { hint: `add "${key}:" here` } : {}),
      ...(unquoted ? { hint: 'put it in quotes' } : {}),
      ...meantWord(issue, value),
    },
  ];
}

function meantWord(issue: z.core.$ZodIssue, value: unknown): { hint?: string } {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return {};
  const meant = nearest(value, issue.values.map(String));
  return meant === undefined ? {} : { hint: `write "${meant}"` };
}

const isBare = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';

function runbookOf(document: Document): Runbook {
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
    evidence: { bucket: evidence.bucket, upload: evidence.upload ?? 'presigned' },
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
