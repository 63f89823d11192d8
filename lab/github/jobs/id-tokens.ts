// The token endpoint of the lab's GitHub: a job with `id-token: write` gets identity tokens there, nobody else.
import type { MountedRequest, MountedResponse } from '../../protocol/mounted.ts';
import { signToken } from '../../sts/web-identity.ts';
import { githubContext } from './contexts.ts';
import type { JobState } from './job-state.ts';
import { OWNER, REPOSITORY_ID, REPOSITORY } from '../repository.ts';
import type { Run } from '../run.ts';

const PREFIX = '/_lab/id-tokens/';

/** Serves the endpoint for the jobs of a run until disposed. */
export function mountIdTokens(run: Run): Disposable {
  const end = run.lab.onRequest(PREFIX, (request) => answer(run, request));
  return { [Symbol.dispose]: end };
}

/** What a step finds in its environment; nothing without the permission. */
export function idTokenVariables(job: JobState): Record<string, string> {
  if (!job.may('id-token', 'write')) return {};
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${job.run.lab.url}${PREFIX}?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: job.places.idToken,
  };
}

/** A token that says what GitHub knows of the job, for `audience`. */
export function idTokenOf({ run, start }: JobState, audience: string): string {
  const { environment } = start;
  const { ref } = githubContext(run);
  const claims = {
    aud: audience,
    sub: `repo:${REPOSITORY}:${environment === undefined ? `ref:${String(ref)}` : `environment:${environment.replaceAll(':', '%3A')}`}`,
    ...(environment !== undefined && { environment }),
    repository_id: REPOSITORY_ID,
    ref: String(ref),
    job_workflow_ref: `${REPOSITORY}/${run.file}@${String(ref)}`,
  };
  return signToken(claims, run.lab.context.clock.now());
}

function answer(run: Run, { method, query, headers }: MountedRequest): MountedResponse {
  const [, token = ''] = /^bearer (.+)$/i.exec(String(headers.authorization)) ?? [];
  const job = run.idTokens.get(token);
  if (method !== 'GET' || job === undefined) return reply(401, { message: 'Unauthorized' });
  const audience = query.get('audience') ?? `https://github.com/${OWNER}`;
  return reply(200, { value: idTokenOf(job, audience) });
}

const reply = (status: number, body: object): MountedResponse => ({
  status,
  body: JSON.stringify(body),
});
