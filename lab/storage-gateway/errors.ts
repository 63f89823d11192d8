// The error that Storage Gateway's model has for a client.
import { ServiceError } from '../protocol/service.ts';

/** An `InvalidGatewayRequestException`, with the code of its `error` member. */
export function invalidGatewayRequest(message: string, errorCode: string): ServiceError {
  return new ServiceError('InvalidGatewayRequestException', message, 400, {
    error: { errorCode, errorDetails: {} },
  });
}
