import type { AwsCall } from '../endpoint/aws-service.ts';
import type { Parameter, ParameterVersion } from './parameter.ts';
import { encryptionContext, type ParameterStore, type Reply } from './parameter-store.ts';

/** The value a reader gets: a SecureString stays ciphertext unless decryption is asked for, and allowed by KMS. */
export function readableValue(
  store: ParameterStore,
  call: AwsCall,
  parameter: Parameter,
  version: ParameterVersion,
  withDecryption: boolean,
): string {
  if (parameter.type !== 'SecureString' || !withDecryption) return version.value;
  return store.kms.decrypt(call, version.value, encryptionContext(parameter.arn));
}

/** AWS's `Parameter` structure. */
export function describeValue(
  store: ParameterStore,
  call: AwsCall,
  parameter: Parameter,
  version: ParameterVersion,
  options: { readonly withDecryption: boolean; readonly selector: string | null },
): Reply {
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: readableValue(store, call, parameter, version, options.withDecryption),
    Version: version.version,
    ...(options.selector === null ? {} : { Selector: `:${options.selector}` }),
    LastModifiedDate: version.modifiedAt / 1000,
    ARN: parameter.arn,
    DataType: version.dataType,
  };
}
