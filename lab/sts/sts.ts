// STS: who a caller is, and a role for the token of a workflow job. Query protocol: forms in, XML out.
import type { Calls, MadeCall } from '../protocol/calls.ts';
import type { LabContext } from '../context.ts';
import { rolesOf } from '../github/jobs/environments.ts';
import type { Names } from '../world.ts';
import type { Instant } from '../time/clock.ts';
import type { Answer, Request } from '../protocol/http.ts';
import { header, readText } from '../protocol/http.ts';
import type { Call, Json } from '../protocol/service.ts';
import { ServiceError } from '../protocol/service.ts';
import type { Shape } from '../protocol/shape.ts';
import { mismatch } from '../protocol/shape.ts';
import { LAB_SECRET } from '../protocol/signature.ts';
import type { Signature } from '../protocol/signature.ts';
import type { Xml } from '../protocol/xml.ts';
import { xmlDocument } from '../protocol/xml.ts';
import { readPolicy } from './sessions.ts';
import type { Sessions } from './sessions.ts';
import { ISSUER, readToken } from './web-identity.ts';
import type { Claims } from './web-identity.ts';

const VERSION = '2011-06-15';
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`;
const DEFAULT_SECONDS = 3600;

const INPUTS: Readonly<Record<string, Shape>> = {
  GetCallerIdentity: { type: 'structure', members: {} },
  AssumeRoleWithWebIdentity: {
    type: 'structure',
    required: ['RoleArn', 'RoleSessionName', 'WebIdentityToken'],
    members: {
      RoleArn: {
        type: 'string',
        min: 20,
        max: 2048,
        pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
      },
      RoleSessionName: { type: 'string', min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
      WebIdentityToken: { type: 'string', min: 4, max: 20_000 },
      ProviderId: { type: 'string', min: 4, max: 2048 },
      Policy: { type: 'string', min: 1, max: 2048 },
      DurationSeconds: { type: 'integer', min: 900, max: 43_200 },
    },
  },
};

interface Caller {
  readonly accessKey: string;
  readonly session: string | undefined;
}

export type Sts = (request: Request, signature: Signature, requestId: string) => Promise<Answer>;

/** Serves STS, which opens `sessions`. */
export function createSts(context: LabContext, calls: Calls, sessions: Sessions): Sts {
  const { partition, names } = context.world;
  const { account } = names;
  const operations: Record<string, (input: Json, caller: Caller) => Xml> = {
    GetCallerIdentity: (_input, { accessKey, session }) => {
      const role = sessions.role(session) ?? 'lab';
      const arn =
        sessions.ofKey(accessKey)?.arn ??
        `arn:${partition}:sts::${account}:assumed-role/${role}/visitor`;
      return { Arn: arn, UserId: `AROALAB:${arn.split('/').at(-1)}`, Account: account };
    },
    AssumeRoleWithWebIdentity: (input) => assume(context, sessions, input),
  };
  return async (request, signature, requestId) => {
    const form = new URLSearchParams(await readText(request));
    const operation = form.get('Action') ?? '';
    const region = signature.kind === 'signed' ? signature.scope.region : '';
    const call: Call = { service: 'sts', operation: operation || 'unknown', region };
    const resource = form.get('RoleArn') ?? '';
    const made = { ...call, session: header(request, 'x-amz-security-token') };
    try {
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (run === undefined || form.get('Version') !== VERSION)
        throw new ServiceError(
          'InvalidAction',
          `Could not find operation ${operation} for version ${form.get('Version') ?? 'NO_VERSION_SPECIFIED'}`,
        );
      const accessKey = admit(made, resource, signature, calls);
      const result = run(checked(operation, form), { accessKey, session: made.session });
      calls.record(made, resource, undefined);
      return answerXml(200, `${operation}Response`, {
        [`${operation}Result`]: result,
        ResponseMetadata: { RequestId: requestId },
      });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      calls.record(made, resource, error.type);
      return answerXml(error.status, 'ErrorResponse', {
        Error: {
          Type: error.status < 500 ? 'Sender' : 'Receiver',
          Code: error.type,
          Message: error.message,
        },
        RequestId: requestId,
      });
    }
  };
}

/** Refuses what the caller may not do; returns the access key that signed. */
function admit(call: MadeCall, resource: string, signature: Signature, calls: Calls): string {
  const unsigned = call.operation === 'AssumeRoleWithWebIdentity';
  if (signature.kind === 'none' && !unsigned)
    throw new ServiceError(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      403,
    );
  if (signature.kind === 'malformed')
    throw new ServiceError('IncompleteSignature', signature.why, 400);
  if (signature.kind === 'signed' && signature.scope.service !== 'sts')
    throw new ServiceError(
      'SignatureDoesNotMatch',
      "Credential should be scoped to correct service: 'sts'. ",
      403,
    );
  const fault = calls.fault(call);
  if (fault !== undefined) throw fault;
  if (calls.isOver(call.session))
    throw new ServiceError(
      'ExpiredToken',
      'The security token included in the request is expired',
      403,
    );
  if (calls.denied(`sts:${call.operation}`, resource) !== undefined)
    throw new ServiceError('AccessDenied', `Not authorized to perform sts:${call.operation}`, 403);
  return signature.kind === 'signed' ? signature.scope.accessKey : '';
}

function checked(operation: string, form: URLSearchParams): Json {
  const input: Json = Object.fromEntries(
    [...form]
      .filter(([name]) => name !== 'Action' && name !== 'Version')
      .map(([name, value]) => [
        name,
        name === 'DurationSeconds' && /^\d+$/.test(value) ? Number(value) : value,
      ]),
  );
  const bad = mismatch(input, INPUTS[operation] as Shape);
  if (bad !== undefined) throw new ServiceError('ValidationError', bad);
  return input;
}

function assume(context: LabContext, sessions: Sessions, input: Json): Xml {
  const { partition, names } = context.world;
  const { account } = names;
  const arn = String(input.RoleArn);
  const role = arn.split('/').at(-1) ?? '';
  const claims = claimsOf(String(input.WebIdentityToken), context.clock.now());
  if (!arn.startsWith(`arn:${partition}:iam::${account}:`) || !trusts(names, role, claims))
    throw new ServiceError(
      'AccessDenied',
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      403,
    );
  const name = String(input.RoleSessionName);
  const seconds = Number(input.DurationSeconds ?? DEFAULT_SECONDS);
  const session = {
    role,
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`,
    ends: Math.floor(context.clock.now() / 1000 + seconds) * 1000,
    ...(typeof input.Policy === 'string' && { policy: readPolicy(input.Policy) }),
  };
  const { accessKey, token } = sessions.open(session);
  return {
    SubjectFromWebIdentityToken: claims.sub,
    Audience: claims.aud,
    Provider: new URL(ISSUER).host,
    AssumedRoleUser: { AssumedRoleId: `AROALAB:${name}`, Arn: session.arn },
    Credentials: {
      AccessKeyId: accessKey,
      SecretAccessKey: LAB_SECRET,
      SessionToken: token,
      Expiration: new Date(session.ends).toISOString().replace('.000Z', 'Z'),
    },
  };
}

const AUDIENCE = 'sts.amazonaws.com';

function claimsOf(token: string, now: Instant): Claims {
  const claims = readToken(token);
  if (claims === undefined)
    throw new ServiceError(
      'InvalidIdentityToken',
      "Couldn't retrieve verification key from your identity provider",
    );
  if (claims.aud !== AUDIENCE)
    throw new ServiceError('InvalidIdentityToken', 'Incorrect token audience');
  if (now >= claims.exp * 1000)
    throw new ServiceError(
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration date/time',
    );
  return claims;
}

/** Two migrations share the environments that the runbook does not name: each of their roles trusts these. */
function trusts(names: Names, role: string, { environment = '' }: Claims): boolean {
  const kind = rolesOf(names).get(environment);
  return kind !== undefined && new RegExp(`^nfs-cutover-.+-${kind}$`).test(role);
}

function answerXml(status: number, root: string, content: Xml): Answer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument(root, content, NAMESPACE),
  };
}
