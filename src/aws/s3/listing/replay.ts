// Sends a request of the SDK again with another query: building each anew takes the SDK longer than all the rest.
import type {
  ListObjectsV2Command,
  ListObjectsV2CommandInput,
  ListObjectsV2CommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/core/protocols';
import type { HttpResponse } from '@smithy/core/protocols';
import { getSmithyContext } from '@smithy/core/transport';
import type { FinalizeRequestMiddleware } from '@smithy/types';

/** What the SDK has chosen to sign a request with. */
interface Signing {
  readonly httpAuthOption: { readonly signingProperties?: Record<string, unknown> };
  readonly signer: {
    sign(request: HttpRequest, identity: object, properties: object): Promise<unknown>;
  };
}

/** A request as the SDK was about to sign it. */
export interface KeptRequest {
  readonly request: HttpRequest;
  readonly signing: Signing;
}

/** Hands the request that `command` becomes to `keep`, once for each attempt. */
export function keepRequest(
  command: ListObjectsV2Command,
  keep: (kept: KeptRequest) => void,
): void {
  const keeping: FinalizeRequestMiddleware<ListObjectsV2CommandInput, ListObjectsV2CommandOutput> =
    (next, context) => (args) => {
      const { selectedHttpAuthScheme } = getSmithyContext(context);
      const signing = selectedHttpAuthScheme as Signing | undefined;
      if (signing !== undefined && HttpRequest.isInstance(args.request))
        keep({ request: HttpRequest.clone(args.request), signing });
      return next(args);
    };
  command.middlewareStack.addRelativeTo(keeping, {
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
    name: 'keepRequest',
  });
}

/** Of these each page has its own, or none. */
const OF_ONE_PAGE = ['start-after', 'continuation-token'];
/** These distinguish the attempts of one call, and mean nothing without the SDK's retries. */
const OF_ONE_CALL = ['amz-sdk-invocation-id', 'amz-sdk-request'];

/**
 * Sends a kept request once with `query` on top of its own, signed with the credentials of this moment, through the
 * SDK's own signer and connections. Throws what these throw; any status is an answer.
 */
export async function replay(
  { request, signing }: KeptRequest,
  query: Readonly<Record<string, string>>,
  { client, signal }: { readonly client: S3Client; readonly signal: AbortSignal },
): Promise<HttpResponse> {
  const { config } = client;
  const fresh = HttpRequest.clone(request);
  for (const name of OF_ONE_CALL) Reflect.deleteProperty(fresh.headers, name);
  for (const name of OF_ONE_PAGE) Reflect.deleteProperty(fresh.query, name);
  Object.assign(fresh.query, query);
  const { httpAuthOption, signer } = signing;
  const { signingProperties = {} } = httpAuthOption;
  const signed = await signer.sign(fresh, await config.credentials(), signingProperties);
  const answer: unknown = await config.requestHandler.handle(signed as HttpRequest, {
    abortSignal: signal,
  });
  return (answer as { readonly response: HttpResponse }).response;
}
