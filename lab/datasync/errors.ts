// The two errors that DataSync's model has for a client.
import { ServiceError } from '../protocol/service.ts';

/** An `InvalidRequestException`; `code` is DataSync's own word for the reason. */
export function invalidRequest(message: string, code = 'InvalidParameter'): ServiceError {
  return new ServiceError('InvalidRequestException', message, 400, {
    errorCode: code,
    datasyncErrorCode: code,
  });
}
