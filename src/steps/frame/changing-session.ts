// The session for calls that change something in AWS: one for each process, whichever of its parts asks.
import { changingPolicy } from '../../aws/session-policies.ts';
import { assertRole, sessionOfJob, SHORT_SECONDS, shortSession } from '../../aws/short-session.ts';
import type { OpenedSession } from '../../aws/short-session.ts';
import type { ShortSession } from '../../aws/connection.ts';
import { isLab } from '../../core/lab-endpoint.ts';
import { idToken, offersIdTokens } from '../../github/id-token.ts';
import { storageConnection } from './context.ts';
import type { StepContext } from './context.ts';

/** Nobody waits for longer on a way back, so the process does not stay for longer either. */
const HURRIED_MS = 20_000;

const opened = new WeakMap<AbortSignal, ShortSession>();

/**
 * The session of this process for changes: 900 seconds of the job's own role (AWS_ROLE_ARN), by a fresh identity token
 * each time. A lab whose runner offers no token has one session for all; elsewhere every change is then refused.
 * `hurried`: the process does without rather than wait for GitHub and STS.
 */
export function changingSession(context: StepContext, hurried = false): ShortSession {
  // Each process has one signal, whatever else its contexts differ in.
  const known = opened.get(context.signal) ?? sessionFor(context, hurried);
  opened.set(context.signal, known);
  return known;
}

function sessionFor(context: StepContext, hurried: boolean): ShortSession {
  const { clock, env, say } = context;
  if (isLab(env) && !offersIdTokens(env)) {
    say('This runner offers no identity token: the session of the job changes what is in the lab.');
    return sessionOfJob();
  }
  return shortSession({ clock, say, open: () => openNow(context, hurried) });
}

async function openNow(context: StepContext, hurried: boolean): Promise<OpenedSession> {
  const { clock, env, run, runbook, say } = context;
  const role = env.AWS_ROLE_ARN ?? '';
  assertRole(role, runbook.account);
  // The session of a job that is stopped still cancels what it has begun: only a way back has a limit.
  const limit = hurried ? { signal: AbortSignal.timeout(HURRIED_MS) } : {};
  const token = await idToken(env, clock, limit);
  const { openSession } = await import('../../aws/sts.ts');
  const session = await openSession(
    { ...storageConnection(context), hurried },
    {
      role,
      session: `nfs-cutover-${run.id}-${run.attempt}-changes`,
      token,
      seconds: SHORT_SECONDS,
      policy: changingPolicy(),
    },
  );
  say(`Took the role for changes, until ${new Date(session.ends).toISOString()}`);
  return session;
}
