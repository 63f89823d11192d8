// The sessions that STS has given out: whose they are, when they end, and what their session policies leave.
import type { Instant } from '../time/clock.ts';
import { ServiceError } from '../protocol/service.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export interface Session {
  /** The name of its role. */
  readonly role: string;
  readonly arn: string;
  readonly ends: Instant;
  /** Undefined: all that the role may. */
  readonly policy?: readonly Statement[];
}

export interface Opened {
  readonly accessKey: string;
  readonly token: string;
}

export class Sessions {
  readonly #byToken = new Map<string, Session>();
  readonly #byKey = new Map<string, Session>();

  /** Opens a session: its keys, and the token that goes with them. */
  open(session: Session): Opened {
    const accessKey = `ASIALABFAKE${String(this.#byKey.size + 1).padStart(9, '0')}`;
    const token = `fake-session-${accessKey}`;
    this.#byToken.set(token, session);
    this.#byKey.set(accessKey, session);
    return { accessKey, token };
  }

  ofKey(accessKey: string): Session | undefined {
    return this.#byKey.get(accessKey);
  }

  /** The name of the role that a call is made with. A test may name one itself, as `session-of-ROLE`. */
  role(token: string | undefined): string | undefined {
    if (token === undefined) return undefined;
    return this.#byToken.get(token)?.role ?? /^session-of-(.+)$/.exec(token)?.[1];
  }

  isOver(token: string | undefined, now: Instant): boolean {
    const session = this.#byToken.get(token ?? '');
    return session !== undefined && now >= session.ends;
  }

  /** Whether the session's own policy leaves this out. An empty `resource` is one that IAM has no resource for. */
  leavesOut(token: string | undefined, action: string, resource: string): boolean {
    const policy = this.#byToken.get(token ?? '')?.policy;
    if (policy === undefined) return false;
    const effects = policy
      .filter(
        ({ Action, Resource }) =>
          Action.some((one) => like(one.toLowerCase(), action.toLowerCase())) &&
          Resource.some((one) => like(one, resource === '' ? '*' : resource)),
      )
      .map(({ Effect }) => Effect);
    return effects.includes('Deny') || !effects.includes('Allow');
  }
}

const MALFORMED = 'MalformedPolicyDocument';

/** The statements of a session policy. What the lab does not read in one is refused, never passed over. */
export function readPolicy(text: string): readonly Statement[] {
  const document = parsed(text);
  const { Version: version, Statement: given, ...others } = document;
  if (version !== '2012-10-17' || Object.keys(others).length > 0)
    throw new ServiceError(MALFORMED, 'Syntax errors in policy.');
  const statements = (Array.isArray(given) ? given : [given]) as readonly unknown[];
  return statements.map(statementOf);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below, as for any other text that is no policy.
  }
  throw new ServiceError(MALFORMED, 'This policy contains invalid Json');
}

function statementOf(value: unknown): Statement {
  const { Effect, Action, Resource, ...others } = (value ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const unread = Object.keys(others).filter((name) => name !== 'Sid');
  if (unread.length > 0)
    throw new ServiceError(MALFORMED, `The lab reads no ${unread.join(', ')} in session policies.`);
  if (Effect !== 'Allow' && Effect !== 'Deny')
    throw new ServiceError(MALFORMED, 'Syntax errors in policy.');
  return { Effect, Action: texts(Action), Resource: texts(Resource) };
}

function texts(value: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const found = list.filter((one) => typeof one === 'string');
  if (list.length === 0 || found.length < list.length)
    throw new ServiceError(MALFORMED, 'Syntax errors in policy.');
  return found;
}

/** `*` is any text, `?` any character. */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`).test(text);
}
