import { AwsError } from '../endpoint/aws-error.ts';
import type { DynaliteError } from './dynalite-modules.ts';

/** The request does not make sense; nothing was authorised or touched. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', 400, message);
}

/** The body is not what the protocol allows. */
export function serializationError(message: string): AwsError {
  return new AwsError('SerializationException', 400, message);
}

/** What AWS answers to an operation it does not know. */
export function unknownOperation(operation: string): AwsError {
  return new AwsError('UnknownOperationException', 400, `${operation} is not supported by the embedded DynamoDB`);
}

function isDynaliteError(thrown: unknown): thrown is DynaliteError {
  return typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown && 'body' in thrown;
}

/** dynalite's error in AWS's terms. A fault that is not one becomes InternalServerError with a fixed text and a cause. */
export function toAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  if (isDynaliteError(thrown)) {
    const { __type: type, message, Message } = thrown.body;
    return new AwsError(type.slice(type.indexOf('#') + 1), thrown.statusCode, message ?? Message ?? '');
  }
  const error = new AwsError('InternalServerError', 500, 'The embedded DynamoDB failed on this request');
  error.cause = thrown;
  return error;
}
