// The faults of `api`: the first calls of each operation are throttled or meet an internal error, or their answers get lost.
import type { Call } from '../protocol/service.ts';
import { ServiceError } from '../protocol/service.ts';

/** The error to answer with before the operation runs, or undefined. Each question counts as a call. */
export type ApiFaults = (call: Call) => ServiceError | undefined;

const INTERNAL: Readonly<Record<string, readonly [type: string, status: number]>> = {
  s3: ['InternalError', 500],
  sts: ['InternalFailure', 500],
  datasync: ['InternalException', 500],
  storagegateway: ['InternalServerError', 500],
  ssm: ['InternalServerError', 500],
  logs: ['ServiceUnavailableException', 503],
  events: ['InternalException', 500],
};

/** Counts the calls of each operation; `first` of each are answered with an error. */
export function createApiFaults(first: number): ApiFaults {
  const counts = new Map<string, number>();
  return (call) => {
    const name = `${call.service}:${call.operation}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count > first) return undefined;
    return count % 2 === 1 ? throttled(call.service) : internal(call.service);
  };
}

function throttled(service: string): ServiceError {
  if (service === 's3')
    return new ServiceError('SlowDown', 'Please reduce your request rate.', 503);
  const type = service === 'sts' ? 'Throttling' : 'ThrottlingException';
  return new ServiceError(type, 'Rate exceeded', 400);
}

function internal(service: string): ServiceError {
  const [type, status] = INTERNAL[service] ?? ['InternalFailure', 500];
  return new ServiceError(type, 'We encountered an internal error. Please try again.', status);
}

/** Operations that change something, by the verb in their name. */
const CHANGES = /^(Create|Put|Delete|Send|Start|Cancel|Update|Tag|Untag|Refresh|Notify)/;

/** Whether the answer to this call, which has done its work, gets lost: those of the first `lost` of each operation do. */
export function createLostAnswers(lost: number): (call: Call) => boolean {
  const counts = new Map<string, number>();
  return ({ service, operation }) => {
    if (!CHANGES.test(operation)) return false;
    const name = `${service}:${operation}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count <= lost;
  };
}
