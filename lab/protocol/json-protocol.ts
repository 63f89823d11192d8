// AWS JSON: which operation of which service a request asks for, checked by the service's model before it runs.
import type { Calls, Denied } from './calls.ts';
import type { Answer, Request } from './http.ts';
import { header, readText } from './http.ts';
import type { Call, Json, JsonService } from './service.ts';
import { ServiceError } from './service.ts';
import { mismatch } from './shape.ts';
import type { Signature } from './signature.ts';

/** The service name in the scope of a signature, by the prefix of X-Amz-Target. */
const SIGNING_NAMES: ReadonlyMap<string, string> = new Map([
  ['FmrsService', 'datasync'],
  ['StorageGateway_20130630', 'storagegateway'],
  ['AmazonSSM', 'ssm'],
  ['AWSEvents', 'events'],
  ['Logs_20140328', 'logs'],
]);

/** IAM names the kind of policy that decided (user guide, "Troubleshoot access denied error messages"). */
const WHY: Readonly<Record<Denied, (action: string) => string>> = {
  policy: (action) => `because no identity-based policy allows the ${action} action`,
  session: (action) => `because no session policy allows the ${action} action`,
  explicit: () => 'with an explicit deny in an identity-based policy',
};

const SESSION = 'x-amz-security-token';

export type JsonProtocol = (
  request: Request,
  signature: Signature,
  requestId: string,
) => Promise<Answer>;

/** Serves JSON services by `X-Amz-Target`. */
export function createJsonProtocol(services: readonly JsonService[], calls: Calls): JsonProtocol {
  return async (request, signature, requestId) => {
    const [target = '', operation = ''] = (header(request, 'x-amz-target') ?? '').split('.');
    const service = services.find((one) => one.target === target);
    const name = SIGNING_NAMES.get(target) ?? service?.name ?? 'unknown';
    const region = signature.kind === 'signed' ? signature.scope.region : '';
    const call: Call = { service: name, operation: operation || 'unknown', region };
    const version = service?.jsonVersion ?? '1.1';
    const session = header(request, SESSION);
    let resource = '';
    let input: Json = {};
    try {
      const text = await readText(request);
      checkSignature(signature, name);
      input = parseBody(request, text, version);
      resource = resourceOf(input);
      const output = await run({ service, call, input, resource, calls, session });
      calls.record({ ...call, session, input }, resource, undefined);
      return jsonAnswer(200, output, version, requestId);
    } catch (error) {
      const refusal = asServiceError(error);
      calls.record({ ...call, session, input }, resource, refusal.type);
      const body = { __type: refusal.type, message: refusal.message, ...refusal.fields };
      return jsonAnswer(refusal.status, body, version, requestId);
    }
  };
}

async function run(asked: {
  readonly service: JsonService | undefined;
  readonly call: Call;
  readonly input: Json;
  readonly resource: string;
  readonly calls: Calls;
  readonly session: string | undefined;
}): Promise<Json> {
  const { service, call, input, resource, calls, session } = asked;
  const operation = Object.hasOwn(service?.operations ?? {}, call.operation)
    ? service?.operations[call.operation]
    : undefined;
  if (service === undefined || operation === undefined)
    throw new ServiceError('UnknownOperationException', '');
  const fault = calls.fault(call);
  if (fault !== undefined) throw fault;
  if (calls.isOver(session))
    throw new ServiceError(
      'ExpiredTokenException',
      'The security token included in the request is expired',
    );
  const action = `${call.service}:${call.operation}`;
  const denial = calls.denied(action, resource, session);
  if (denial !== undefined)
    throw new ServiceError(
      'AccessDeniedException',
      `User is not authorized to perform: ${action} on resource: ${resource || '*'} ${WHY[denial](action)}`,
    );
  const bad = mismatch(input, operation.input);
  if (bad !== undefined) throw service.invalid(bad);
  return await operation.run(input, call);
}

function checkSignature(signature: Signature, service: string): void {
  if (signature.kind === 'none')
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (signature.kind === 'malformed')
    throw new ServiceError('IncompleteSignatureException', signature.why, 403);
  if (service !== 'unknown' && signature.scope.service !== service)
    throw new ServiceError(
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${service}'. `,
      403,
    );
}

function parseBody(request: Request, text: string, version: string): Json {
  const type = header(request, 'content-type')?.split(';')[0]?.trim();
  if (request.method !== 'POST' || type !== `application/x-amz-json-${version}`)
    throw new ServiceError('UnknownOperationException', '', 404);
  try {
    const input: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input };
  } catch {
    // Said below, as for any other text that is not an object.
  }
  throw new ServiceError(
    'SerializationException',
    'Start of structure or map found where not expected.',
  );
}

/** What a call is about, as far as its input names it. */
function resourceOf(input: Json): string {
  const texts = Object.values(input).flatMap((value: unknown) =>
    typeof value === 'string' && value.startsWith('arn:') ? [value] : [],
  );
  const named = [input.DocumentName, input.Name, input.logGroupName];
  return texts[0] ?? named.find((value) => typeof value === 'string') ?? '';
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ServiceError('InternalFailure', `the lab itself failed: ${said}`, 500);
}

function jsonAnswer(status: number, body: Json, version: string, requestId: string): Answer {
  return {
    status,
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amzn-requestid': requestId,
      ...(status >= 400 ? { 'x-amzn-errortype': String(body.__type) } : {}),
    },
    body: JSON.stringify(body),
  };
}
