import {
  type Fields,
  invalidParameter,
  optionalText,
  requiredText,
  type TextRule,
} from '../../endpoint/query-fields.ts';

/** IAM API reference. */
const arnRule: TextRule = { min: 20, max: 2_048 };
const versionRule: TextRule = { min: 1, max: 64, pattern: /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/ };
const roleRule: TextRule = { min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ };
const policyNameRule: TextRule = { min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ };
const documentRule: TextRule = { min: 1, max: 131_072 };

export const policyArn = (fields: Fields): string => requiredText(fields, 'PolicyArn', arnRule);
export const versionId = (fields: Fields): string => requiredText(fields, 'VersionId', versionRule);
export const roleName = (fields: Fields): string => requiredText(fields, 'RoleName', roleRule);
export const policyName = (fields: Fields): string => requiredText(fields, 'PolicyName', policyNameRule);
export const policyDocument = (fields: Fields): string => requiredText(fields, 'PolicyDocument', documentRule);

export function setAsDefault(fields: Fields): boolean {
  return optionalText(fields, 'SetAsDefault', { min: 4, max: 5, pattern: /^(true|false)$/ }) === 'true';
}

/**
 * All of a list that has never more than a handful of parts. Paging is refused rather than passed over: whoever asks for
 * two would get five.
 */
export function wholeList<T>(fields: Fields, name: string, parts: readonly T[]): Readonly<Record<string, unknown>> {
  for (const field of ['MaxItems', 'Marker', 'PathPrefix']) {
    if (fields[field] !== undefined)
      throw invalidParameter(field, 'Member must be null: the embedded IAM has no pages');
  }
  return { [name]: parts, IsTruncated: false };
}
