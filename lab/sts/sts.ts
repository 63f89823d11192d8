// STS: who a caller is, and a role for the token of a workflow job. Query protocol: forms in, XML out.
import type { Calls } from '../protocol/calls.ts';
import type { LabContext } from '../context.ts';
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

/** Serves STS; a session's keys are known by their access key from then on. */
export function createSts(context: LabContext, calls: Calls): Sts {
  const { partition, names } = context.world;
  const { account } = names;
  const sessions = new Map<string, string>();
  const operations: Record<string, (input: Json, caller: Caller) => Xml> = {
    GetCallerIdentity: (_input, { accessKey, session }) => {
      // The stand-in for configure-aws-credentials names the role in the session's token.
      const role = /^session-of-(.+)$/.exec(session ?? '')?.[1] ?? 'lab';
      const arn =
        sessions.get(accessKey) ?? `arn:${partition}:sts::${account}:assumed-role/${role}/visitor`;
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
      const accessKey = admit(call, resource, signature, calls);
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
function admit(call: Call, resource: string, signature: Signature, calls: Calls): string {
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
  if (calls.denied(`sts:${call.operation}`, resource))
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

function assume(context: LabContext, sessions: Map<string, string>, input: Json): Xml {
  const { partition, names } = context.world;
  const { account } = names;
  const role = String(input.RoleArn);
  if (!role.startsWith(`arn:${partition}:iam::${account}:`))
    throw new ServiceError(
      'AccessDenied',
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      403,
    );
  const session = String(input.RoleSessionName);
  const name = role.split('/').at(-1) ?? '';
  const arn = `arn:${partition}:sts::${account}:assumed-role/${name}/${session}`;
  const accessKey = `ASIALABFAKE${String(sessions.size + 1).padStart(9, '0')}`;
  sessions.set(accessKey, arn);
  const seconds = Number(input.DurationSeconds ?? DEFAULT_SECONDS);
  return {
    SubjectFromWebIdentityToken: 'lab',
    Audience: 'sts.amazonaws.com',
    Provider: 'token.actions.githubusercontent.com',
    AssumedRoleUser: { AssumedRoleId: `AROALAB:${session}`, Arn: arn },
    Credentials: {
      AccessKeyId: accessKey,
      SecretAccessKey: LAB_SECRET,
      SessionToken: `fake-session-${accessKey}`,
      Expiration: new Date(context.clock.now() + seconds * 1000).toISOString(),
    },
  };
}

function answerXml(status: number, root: string, content: Xml): Answer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument(root, content, NAMESPACE),
  };
}
