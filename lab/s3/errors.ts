// S3's errors: code, status, and the members that the XML body carries beside them.
import type { Answer } from '../protocol/http.ts';
import { ServiceError } from '../protocol/service.ts';
import { xmlDocument } from '../protocol/xml.ts';

export const noSuchBucket = (bucket: string): ServiceError =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, {
    BucketName: bucket,
  });

export const noSuchKey = (key: string): ServiceError =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

/** S3 answers an error for each setting that a bucket does not have, with a code of its own. */
export const noSetting = (code: string, message: string, bucket: string): ServiceError =>
  new ServiceError(code, message, 404, { BucketName: bucket });

export const accessDenied = (): ServiceError =>
  new ServiceError('AccessDenied', 'Access Denied', 403);

export const preconditionFailed = (condition: string): ServiceError =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
  );

export const invalidArgument = (message: string, name: string, value: string): ServiceError =>
  new ServiceError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });

export const invalidRequest = (message: string): ServiceError =>
  new ServiceError('InvalidRequest', message, 400);

export const unknownHeader = (name: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    501,
    { Header: name },
  );

export const unknownOperation = (what: string): ServiceError =>
  new ServiceError('NotImplemented', `The lab has no such S3 operation: ${what}`, 501);

/** What S3 says to a request signed for another Region than the bucket's. */
export function wrongRegion(bucket: string, asked: string, region: string): ServiceError {
  if (asked === 'us-east-1')
    return new ServiceError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${asked}' is wrong; expecting '${region}'`,
      400,
      { Region: region },
    );
  return new ServiceError(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    301,
    { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket },
  );
}

/** The error as S3 answers it. */
export function errorAnswer(error: ServiceError, resource: string, requestId: string): Answer {
  const members = Object.fromEntries(
    Object.entries(error.fields).map(([name, value]) => [name, String(value)]),
  );
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument('Error', {
      Code: error.type,
      Message: error.message,
      ...members,
      Resource: resource,
      RequestId: requestId,
      HostId: 'lab',
    }),
  };
}
