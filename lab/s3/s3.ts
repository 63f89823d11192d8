// S3, path-style: who asks, for which bucket and Region, with which permission; then the operation.
import { join } from 'node:path';
import type { Calls } from '../protocol/calls.ts';
import type { LabContext } from '../context.ts';
import { createS3Faults } from '../faults/s3-faults.ts';
import { putAnother, watchEvidence } from '../faults/evidence-cut-off.ts';
import { dropCall } from '../protocol/exchange.ts';
import type { Answer, Request } from '../protocol/http.ts';
import { header } from '../protocol/http.ts';
import type { Call, Json } from '../protocol/service.ts';
import { checkPresigned, isPresigned } from '../protocol/presigned.ts';
import { ServiceError } from '../protocol/service.ts';
import type { Signature } from '../protocol/signature.ts';
import type { Xml } from '../protocol/xml.ts';
import { xmlDocument } from '../protocol/xml.ts';
import { accessDenied, errorAnswer, noSuchBucket, noSuchKey, wrongRegion } from './errors.ts';
import { listVersions } from './listing/list-versions.ts';
import { checkVersion, refuseVersion, versionOf } from './objects/named-version.ts';
import { OWNER, listObjects, listNullVersions, listedTime } from './listing/list-objects.ts';
import type { Found } from './objects/objects.ts';
import { readAttributes, readObject } from './objects/objects.ts';
import { faultsOf, SETTINGS } from './settings.ts';
import type { ObjectStore } from './objects/store.ts';
import { membersOf } from './members.ts';
import type { Target } from './target.ts';
import { readCount, readPath, readTarget } from './target.ts';
import { copyObject, deleteObject, putObject } from './objects/writes.ts';

export type S3 = (request: Request, signature: Signature, requestId: string) => Promise<Answer>;

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** The permissions that an operation asks for, where they are not named like it. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  ListBuckets: ['ListAllMyBuckets'],
  ListObjectsV2: ['ListBucket'],
  ListObjectVersions: ['ListBucketVersions'],
  HeadBucket: ['ListBucket'],
  GetBucketEncryption: ['GetEncryptionConfiguration'],
  GetBucketLifecycleConfiguration: ['GetLifecycleConfiguration'],
  ListBucketIntelligentTieringConfigurations: ['GetIntelligentTieringConfiguration'],
  HeadObject: ['GetObject'],
  GetObjectAttributes: ['GetObject', 'GetObjectAttributes'],
  CopyObject: ['PutObject'],
};

/** Serves S3 from `store`. */
export function createS3(context: LabContext, store: ObjectStore, calls: Calls): S3 {
  const bender = createS3Faults(context.faults.s3 ?? {});
  const isCutOff = watchEvidence(context);
  return async (given, signature, requestId) => {
    const request = bender.request(given);
    const region = signature.kind === 'signed' ? signature.scope.region : '';
    let call: Call = { service: 's3', operation: 'unknown', region };
    const session = sessionOf(request);
    const presigned = isPresigned(request);
    let resource = '';
    let input: Json = {};
    try {
      const target = readTarget(request);
      input = membersOf(target, request);
      call = { ...call, operation: target.operation };
      resource = arnOf(target);
      if (isCutOff(target.bucket)) dropCall();
      checkCaller(signature);
      if (presigned) checkPresigned(request, context.clock.now());
      const fault = calls.fault(call) ?? bender.refusal(request);
      if (fault !== undefined) throw fault;
      if (calls.isOver(session))
        throw new ServiceError('ExpiredToken', 'The provided token has expired.');
      checkBucket({ context, store, target, call, request });
      for (const action of ACTIONS[call.operation] ?? [call.operation])
        if (calls.denied(`s3:${action}`, resource, session) !== undefined) throw accessDenied();
      if (call.operation === 'PutObject') putAnother(context, store, target);
      const made = await run({ context, store, calls, target, request });
      const answer = bender.answer(call, request, made);
      calls.record({ ...call, session, presigned, input }, resource, undefined);
      return bender.onTheWay(withRequestId(answer, requestId));
    } catch (error) {
      const refusal = bender.error(request, failureOf(error));
      calls.record({ ...call, session, presigned, input }, resource, refusal.type);
      const answer = errorAnswer(refusal, request.path, requestId);
      const bucket = bucketOf(request);
      const home = bucket === undefined ? undefined : store.region(bucket);
      const moved = refusal.type === 'PermanentRedirect' || 'Region' in refusal.fields;
      return bender.onTheWay(withRequestId(answer, requestId, moved ? home : undefined));
    }
  };
}

interface Asked {
  readonly context: LabContext;
  readonly store: ObjectStore;
  readonly calls: Calls;
  readonly target: Target;
  readonly request: Request;
}

async function run(asked: Asked): Promise<Answer> {
  const { context, store, target, request } = asked;
  const { bucket } = target;
  const setting = SETTINGS[target.operation];
  if (setting !== undefined) return xml(...setting(bucket, faultsOf(context, bucket), store));
  switch (target.operation) {
    case 'ListBuckets':
      return xml('ListAllMyBucketsResult', listBuckets(store, request));
    case 'HeadBucket':
      return { status: 200, headers: { 'x-amz-bucket-region': store.region(bucket) ?? '' } };
    case 'GetBucketLocation': {
      const region = store.region(bucket) ?? '';
      return xml('LocationConstraint', region === 'us-east-1' ? '' : region);
    }
    case 'ListObjectsV2':
      return xml('ListBucketResult', listObjects(store, bucket, request));
    case 'ListObjectVersions':
      return xml(
        'ListVersionsResult',
        store.history(bucket) === undefined
          ? listNullVersions(store, bucket, request)
          : listVersions(store, bucket, request),
      );
    case 'HeadObject':
    case 'GetObject':
      return readObject(find(asked, target), request);
    case 'GetObjectAttributes':
      return readAttributes(find(asked, target), request);
    case 'PutObject':
      return await putObject(store, target, request, join(context.world.root, 'uploads'));
    case 'CopyObject':
      return copyObject(copySource(asked), target, request);
    default:
      refuseVersion(request.query.get('versionId'), store, bucket);
      return deleteObject(store, target, request);
  }
}

function listBuckets(store: ObjectStore, request: Request): Xml {
  const prefix = request.query.get('prefix') ?? '';
  const region = request.query.get('bucket-region');
  const most = readCount(request.query.get('max-buckets'), 'max-buckets', 10_000);
  const buckets = store
    .buckets()
    .filter((one) => one.name.startsWith(prefix) && (region === null || one.region === region))
    .slice(0, most);
  return {
    Buckets: {
      Bucket: buckets.map((one) => ({
        Name: one.name,
        CreationDate: listedTime(one.created),
        BucketRegion: one.region,
      })),
    },
    Owner: OWNER,
  };
}

/** The object, or what S3 says of a missing one: 403 to those who may not list, so that they learn nothing. */
function find({ store, calls, request }: Asked, target: Target): Found {
  const { bucket, key } = target;
  const object = versionOf(store, target, request.query.get('versionId'));
  if (object !== undefined) return { store, bucket, object };
  if (calls.denied('s3:ListBucket', arnOf({ bucket, key: '' }), sessionOf(request)) !== undefined)
    throw accessDenied();
  throw noSuchKey(key);
}

const sessionOf = (request: Request): string | undefined =>
  header(request, 'x-amz-security-token') ?? request.query.get('X-Amz-Security-Token') ?? undefined;

function copySource(asked: Asked): Found {
  const given = header(asked.request, 'x-amz-copy-source') ?? '';
  const [path = '', version] = given.split('?versionId=');
  const { bucket, key } = readPath(path);
  if (version !== undefined) checkVersion(version);
  if (asked.store.region(bucket) === undefined) throw noSuchBucket(bucket);
  if (
    asked.calls.denied('s3:GetObject', arnOf({ bucket, key }), sessionOf(asked.request)) !==
    undefined
  )
    throw accessDenied();
  return find(asked, { operation: 'GetObject', bucket, key });
}

function checkCaller(signature: Signature): void {
  if (signature.kind === 'none') throw accessDenied();
  if (signature.kind === 'malformed')
    throw new ServiceError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; ${signature.why}`,
      400,
    );
  if (signature.scope.service !== 's3')
    throw new ServiceError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; incorrect service "${signature.scope.service}". This endpoint belongs to "s3".`,
      400,
    );
}

function checkBucket({
  context,
  store,
  target,
  call,
  request,
}: Omit<Asked, 'calls'> & { readonly call: Call }): void {
  if (target.bucket === '') return;
  const region = store.region(target.bucket);
  if (region === undefined) throw noSuchBucket(target.bucket);
  const anywhere = call.operation === 'GetBucketLocation' && call.region === 'us-east-1';
  if (region !== call.region && !anywhere) throw wrongRegion(target.bucket, call.region, region);
  const owner = header(request, 'x-amz-expected-bucket-owner');
  const { account, bucket } = context.world.names;
  const owns = target.bucket === bucket.name ? (bucket.owner ?? account) : account;
  if (owner !== undefined && owner !== owns) throw accessDenied();
}

const arnOf = ({ bucket, key }: { bucket: string; key: string }): string =>
  bucket === '' ? '' : `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;

function bucketOf(request: Request): string | undefined {
  try {
    return readPath(request.path).bucket;
  } catch {
    return undefined;
  }
}

const xml = (root: string, content: Xml): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, content, NAMESPACE),
});

function failureOf(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ServiceError('InternalError', `the lab itself failed: ${said}`, 500);
}

function withRequestId(answer: Answer, requestId: string, region?: string): Answer {
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'x-amz-request-id': requestId,
      'x-amz-id-2': 'lab',
      ...(region === undefined ? {} : { 'x-amz-bucket-region': region }),
    },
  };
}
