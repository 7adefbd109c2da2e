import { invalidParameter, stsError } from './errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

/** Session names and source identities have one grammar (STS API reference). */
export const identityRule: TextRule = { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ };
const roleArnRule: TextRule = { min: 20, max: 2_048 };

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

/** What both ways to open a session ask for. */
export interface SessionParameters {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly policyText: string | undefined;
  readonly durationSeconds: number | undefined;
}

/**
 * Fields that change what a session may do and that this STS does not implement. Passing over one in silence could
 * open a session wider than was asked for.
 */
const unsupported = /^(PolicyArns|ProvidedContexts|SerialNumber|TokenCode|ProviderId)(\.|$)/;

/** @throws AwsError ValidationError */
export function sessionParameters(fields: Fields): SessionParameters {
  const refused = Object.keys(fields).find((field) => unsupported.test(field));
  if (refused !== undefined) {
    throw stsError('ValidationError', `The embedded STS does not support the parameter ${refused.split('.')[0]}.`);
  }
  return {
    roleArn: requiredText(fields, 'RoleArn', roleArnRule),
    sessionName: requiredText(fields, 'RoleSessionName', identityRule),
    policyText: optionalText(fields, 'Policy', { min: 1, max: 2_048 }),
    durationSeconds: duration(fields),
  };
}

function duration(fields: Fields): number | undefined {
  const text = optionalText(fields, 'DurationSeconds', { min: 1, max: 10, pattern: /^[0-9]*$/ });
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (seconds < 900) throw invalidParameter('durationSeconds', 'Member must have value greater than or equal to 900');
  if (seconds > 43_200) {
    throw invalidParameter('durationSeconds', 'Member must have value less than or equal to 43200');
  }
  return seconds;
}
