// Event rules: found by their target, enabled, and letting through what the refresh waits for.
import { describe, expect, test } from '@jest/globals';
import { judgeRules } from '../../../../src/steps/preflight/aws/event-checks.ts';
import { matchesPattern } from '../../../../src/steps/preflight/aws/event-pattern.ts';
import { runbook } from '../healthy-answers.ts';

const { share } = runbook.gateway;
const REFRESH = 'Storage Gateway Refresh Cache Event';
const pattern = (changed: object = {}): string =>
  JSON.stringify({
    source: ['aws.storagegateway'],
    'detail-type': [REFRESH],
    resources: [share],
    ...changed,
  });
const rule = (changed: object = {}) => ({
  name: 'refresh',
  state: 'ENABLED',
  pattern: pattern(),
  ...changed,
});

test.each([
  ['one that is right', [rule()], 'pass'],
  ['none', [], 'fail'],
  ['a disabled one', [rule({ state: 'DISABLED' })], 'fail'],
  ['a disabled and an enabled one', [rule({ state: 'DISABLED' }), rule()], 'pass'],
  [
    'the gateway in place of the share',
    [rule({ pattern: pattern({ resources: [runbook.gateway.arn] }) })],
    'pass',
  ],
  ['another share', [rule({ pattern: pattern({ resources: [`${share}9`] }) })], 'fail'],
  ['another event', [rule({ pattern: pattern({ 'detail-type': ['x'] }) })], 'fail'],
  ['every event', [rule({ pattern: '{"source":["aws.storagegateway"]}' })], 'pass'],
  ['a schedule', [rule({ pattern: '' })], 'fail'],
  [
    'what is not known here',
    [rule({ pattern: pattern({ resources: [{ wildcard: '*' }] }) })],
    'unproven',
  ],
])('%s', (_, rules, state) => {
  expect(judgeRules(rules, runbook).state).toBe(state);
});

describe('patterns', () => {
  const event = {
    source: ['aws.storagegateway'],
    resources: [share],
    'detail.event-type': ['done'],
  };

  test.each([
    ['{}', 'yes'],
    ['{"source":["aws.storagegateway"]}', 'yes'],
    ['{"source":["x","aws.storagegateway"]}', 'yes'],
    ['{"source":["x"]}', 'no'],
    ['{"source":[]}', 'no'],
    ['{"source":[{"prefix":"aws."}]}', 'yes'],
    ['{"source":[{"prefix":"com."}]}', 'no'],
    ['{"source":[{"anything-but":["x"]}]}', 'unknown'],
    ['{"source":["x",{"exists":true}]}', 'unknown'],
    ['{"detail":{"event-type":["done"]}}', 'yes'],
    ['{"detail":{"event-type":["other"]}}', 'no'],
    ['{"detail":{"colour":["red"]}}', 'unknown'],
    ['{"detail":{"colour":["red"]},"source":["x"]}', 'no'],
    ['{"$or":[{"source":["x"]}]}', 'unknown'],
    ['{"source":"aws.storagegateway"}', 'unknown'],
    ['{"source":[null]}', 'unknown'],
    ['[]', 'unknown'],
    ['not JSON', 'unknown'],
  ])('%s: %s', (text, expected) => {
    expect(matchesPattern(text, event)).toBe(expected);
  });
});
