// The identity tokens of the lab's GitHub: what its token endpoint gives a job, and what STS reads in them.
import { createHmac } from 'node:crypto';
import type { Instant } from '../time/clock.ts';

/** Of the claims of GitHub's tokens those that a role's trust policy may ask for. */
export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  /** Absent for a job without one. */
  readonly environment?: string;
  readonly repository_id: string;
  readonly ref: string;
  readonly job_workflow_ref: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
}

export const ISSUER = 'https://token.actions.githubusercontent.com';

/** For so long a token is valid, in seconds; GitHub's documentation shows tokens of five minutes. */
const LIFE = 300;

/** It opens nothing: GitHub signs with a key pair. */
const KEY = 'fake-key-of-the-lab';

/** A token with these claims, valid from `now`. */
export function signToken(claims: Omit<Claims, 'iss' | 'iat' | 'exp'>, now: Instant): string {
  const iat = Math.floor(now / 1000);
  const whole: Claims = { iss: ISSUER, ...claims, iat, exp: iat + LIFE };
  const text = [{ typ: 'JWT', alg: 'HS256' }, whole]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${signatureOf(text)}`;
}

/** The claims of a token, or undefined where the lab has not signed it. Whether it has expired is the reader's matter. */
export function readToken(token: string): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.');
  if (signature !== signatureOf(`${head}.${body}`)) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
}

const signatureOf = (text: string): string =>
  createHmac('sha256', KEY).update(text).digest('base64url');
