import type { Parameter } from '@aws-sdk/client-ssm';
import type { ConfigEntry, ConfigName, ServiceName } from '@leasehold/domain';
import { storedAuthor, storedContentType } from '../stored-metadata.ts';
import type { Companion } from './companion.ts';
import { countVersion } from './parameter-version.ts';

/** Parameter Store's own record of a parameter. */
export interface StoredParameter {
  readonly type: 'String' | 'StringList' | 'SecureString';
  /** Ciphertext when a SecureString was read without decryption. */
  readonly value: string;
  readonly version: number;
  readonly modifiedAt: number;
}

/** Parameter Store answered a parameter without one of its members. */
class MalformedParameterError extends Error {
  constructor(member: string) {
    super(`Parameter Store answered a parameter without ${member}`);
    this.name = 'MalformedParameterError';
  }
}

/** @throws MalformedParameterError */
export function storedParameter(parameter: Parameter | undefined): StoredParameter {
  const { Type: type, Value: value, Version: version, LastModifiedDate: modified } = parameter ?? {};
  if (type !== 'String' && type !== 'StringList' && type !== 'SecureString') throw new MalformedParameterError('Type');
  if (value === undefined) throw new MalformedParameterError('Value');
  if (version === undefined || version < 1) throw new MalformedParameterError('Version');
  if (modified === undefined) throw new MalformedParameterError('LastModifiedDate');
  return { type, value, version, modifiedAt: modified.getTime() };
}

/**
 * One entry of the two records. Author and content type are the companion's only when they were written for this very
 * version; otherwise the author is unknown and the content type the default one.
 */
export function parameterEntry(
  service: ServiceName,
  name: ConfigName,
  parameter: StoredParameter,
  companion: Companion,
  shown: 'with sensitive value' | 'without sensitive value',
): ConfigEntry {
  const { version, author, contentType } = countVersion(companion, parameter);
  const isSensitive = parameter.type === 'SecureString';
  return {
    service,
    key: { tag: 'param_config', name },
    value: isSensitive && shown === 'without sensitive value' ? null : parameter.value,
    contentType: storedContentType(contentType),
    version,
    lastModifiedAt: parameter.modifiedAt,
    author: storedAuthor(author),
    sensitivity: isSensitive ? 'sensitive' : 'normal',
  };
}
