// Says whether the AWS endpoints of this process are a lab's, on this machine.
import { CutoverError } from './errors.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);
}

const endpoints = (env: NodeJS.ProcessEnv): [string, string][] =>
  Object.entries(env).filter(
    (entry): entry is [string, string] =>
      /^AWS_ENDPOINT_URL(_|$)/.test(entry[0]) && entry[1] !== undefined && entry[1] !== '',
  );

/** True where all AWS services are reached at one lab on loopback (`AWS_ENDPOINT_URL`, none elsewhere). */
export function isLab(env: NodeJS.ProcessEnv): boolean {
  const all = endpoints(env);
  return (
    all.some(([name]) => name === 'AWS_ENDPOINT_URL') && all.every(([, url]) => isLoopback(url))
  );
}

/** Throws `bad-input` unless the clock and every endpoint of `env` are on loopback. */
export function assertLoopbackOnly(env: NodeJS.ProcessEnv, clockUrl: string): void {
  if (isLab(env) && isLoopback(clockUrl)) return;
  throw new CutoverError('bad-input', {
    what: 'NFS_CUTOVER_LAB_CLOCK',
    expected: "a lab's clock and AWS_ENDPOINT_URL, both on loopback",
    got: `${clockUrl} with ${
      endpoints(env)
        .map(([name, url]) => `${name}=${url}`)
        .join(' ') || 'no AWS_ENDPOINT_URL'
    }`,
    cure: 'unset NFS_CUTOVER_LAB_CLOCK, or point every AWS endpoint at the lab',
  });
}
