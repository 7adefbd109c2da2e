import { AwsError } from './aws-error.ts';

/** A query-protocol operation's input: form fields by name. */
export type Fields = Readonly<Record<string, unknown>>;

export interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

/** A field, or `undefined` when it is absent. @throws AwsError ValidationError */
export function optionalText(fields: Fields, field: string, rule: TextRule): string | undefined {
  const value = fields[field];
  const name = field.charAt(0).toLowerCase() + field.slice(1);
  if (typeof value !== 'string') return undefined;
  if (value.length < rule.min) {
    throw invalidParameter(name, `Member must have length greater than or equal to ${rule.min}`);
  }
  if (value.length > rule.max) {
    throw invalidParameter(name, `Member must have length less than or equal to ${rule.max}`);
  }
  if (rule.pattern !== undefined && !rule.pattern.test(value)) {
    throw invalidParameter(name, `Member must satisfy regular expression pattern: ${rule.pattern.source.slice(1, -1)}`);
  }
  return value;
}

/** @throws AwsError ValidationError */
export function requiredText(fields: Fields, field: string, rule: TextRule): string {
  const value = optionalText(fields, field, rule);
  if (value === undefined) {
    throw invalidParameter(field.charAt(0).toLowerCase() + field.slice(1), 'Member must not be null');
  }
  return value;
}

/** A parameter outside its documented limits. The value itself is left out: it can be a token. */
export function invalidParameter(name: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationError',
    400,
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}
