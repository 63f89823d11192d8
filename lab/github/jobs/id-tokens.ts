// The token endpoint of the lab's GitHub: a job with `id-token: write` gets identity tokens there, nobody else.
import type { MountedRequest, MountedResponse } from '../../protocol/mounted.ts';
import { signToken } from '../../sts/web-identity.ts';
import { asText } from '../workflow/expressions.ts';
import { githubContext } from './contexts.ts';
import type { JobPlaces } from './contexts.ts';
import { OWNER, REPOSITORY_ID, REPOSITORY } from '../repository.ts';
import type { Run } from '../run.ts';

const PREFIX = '/_lab/id-tokens/';

/** Serves the endpoint for the jobs of a run until disposed. */
export function mountIdTokens(run: Run): Disposable {
  const end = run.lab.onRequest(PREFIX, (request) => answer(run, request));
  return { [Symbol.dispose]: end };
}

/** What a step finds in its environment where its job has the permission. */
export const idTokenVariables = (run: Run, { idToken }: JobPlaces): Record<string, string> => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `${run.lab.url}${PREFIX}?api-version=2.0`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: idToken,
});

/** A token that says what GitHub knows of a job in this environment, for `audience`. */
export function idTokenOf(run: Run, environment: string | undefined, audience: string): string {
  const ref = asText(githubContext(run).ref ?? '');
  const subject =
    environment === undefined ? `ref:${ref}` : `environment:${environment.replaceAll(':', '%3A')}`;
  const claims = {
    aud: audience,
    sub: `repo:${REPOSITORY}:${subject}`,
    ...(environment !== undefined && { environment }),
    repository_id: REPOSITORY_ID,
    ref,
    job_workflow_ref: `${REPOSITORY}/${run.file}@${ref}`,
  };
  return signToken(claims, run.lab.context.clock.now());
}

function answer(run: Run, { method, query, headers }: MountedRequest): MountedResponse {
  const [, token = ''] = /^bearer (.+)$/i.exec(String(headers.authorization)) ?? [];
  const tokenFor = run.idTokens.get(token);
  if (method !== 'GET' || tokenFor === undefined) return reply(401, { message: 'Unauthorized' });
  return reply(200, { value: tokenFor(query.get('audience') ?? `https://github.com/${OWNER}`) });
}

const reply = (status: number, body: object): MountedResponse => ({
  status,
  body: JSON.stringify(body),
});
