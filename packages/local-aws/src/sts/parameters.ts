import { type Fields, invalidParameter, optionalText, requiredText, type TextRule } from '../endpoint/query-fields.ts';
import { stsError } from './errors.ts';

/** Session names and source identities have one grammar (STS API reference). */
export const identityRule: TextRule = { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ };
const roleArnRule: TextRule = { min: 20, max: 2_048 };

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
