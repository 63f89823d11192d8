// The errors of Systems Manager's model that the lab answers with.
import { ServiceError } from '../protocol/service.ts';

export const validation = (message: string): ServiceError =>
  new ServiceError('ValidationException', message);

/** One of the model's exceptions; Systems Manager says `Message` in some and nothing in others. */
export const ssmError = (type: SsmErrorType, message = ''): ServiceError =>
  new ServiceError(type, message);

export type SsmErrorType =
  | 'DuplicateInstanceId'
  | 'InvalidCommandId'
  | 'InvalidDocument'
  | 'InvalidDocumentType'
  | 'InvalidDocumentVersion'
  | 'InvalidFilterKey'
  | 'InvalidInstanceId'
  | 'InvalidInstanceInformationFilterValue'
  | 'InvalidNextToken'
  | 'InvalidParameters'
  | 'InvalidPluginName'
  | 'InvocationDoesNotExist';
