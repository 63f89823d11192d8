// The error that Storage Gateway's model has for a client.
import { ServiceError } from '../protocol/service.ts';

/** What an unknown share is answered with. Its code is not in the service model; Terraform's AWS provider relies on it. */
export const shareNotFound = (): ServiceError =>
  invalidGatewayRequest('The specified file share was not found.', 'FileShareNotFound');

/** An `InvalidGatewayRequestException`, with the code of its `error` member. */
export function invalidGatewayRequest(message: string, errorCode: string): ServiceError {
  return new ServiceError('InvalidGatewayRequestException', message, 400, {
    error: { errorCode, errorDetails: {} },
  });
}
