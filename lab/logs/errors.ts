// The error that CloudWatch Logs has for a bad request.
import { ServiceError } from '../protocol/service.ts';

/** An `InvalidParameterException`. */
export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}
