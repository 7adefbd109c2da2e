import type { AwsCall } from '../endpoint/aws-service.ts';
import { flag, optionalChoice, optionalText, requiredText } from '../endpoint/json-input.ts';
import { validation } from './errors.ts';
import { type ParameterType, parameterTypes } from './parameter.ts';
import { checkNewName, type ParameterReference, parseName } from './parameter-name.ts';
import type { ParameterStore } from './parameter-store.ts';
import { parseTags, type Tags } from './tags.ts';
import { requestedTiers } from './tier.ts';

/** A PutParameter whose members are each well formed; what depends on the parameter's present state is still open. */
export interface PutRequest {
  readonly reference: ParameterReference;
  readonly value: string;
  readonly type: ParameterType | undefined;
  readonly overwrite: boolean;
  readonly keyId: string | undefined;
  readonly tier: (typeof requestedTiers)[number] | undefined;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly dataType: string;
  readonly tags: Tags | undefined;
}

/** @throws AwsError ValidationException and the name's own refusals; no message repeats the value. */
export function parsePut(store: ParameterStore, { input }: AwsCall): PutRequest {
  const name = requiredText(input, 'Name', { min: 1, max: 2048 }).trim();
  const value = requiredText(input, 'Value', { min: 1, max: 1_048_576 });
  const request: PutRequest = {
    reference: parseName(store.deployment, name),
    value,
    type: optionalChoice(input, 'Type', parameterTypes),
    overwrite: flag(input, 'Overwrite'),
    keyId: optionalText(input, 'KeyId', { min: 1, max: 256 }),
    tier: optionalChoice(input, 'Tier', requestedTiers),
    description: optionalText(input, 'Description', { max: 1024 }),
    allowedPattern: optionalText(input, 'AllowedPattern', { max: 1024 }),
    dataType: optionalText(input, 'DataType', { max: 128 }) ?? 'text',
    tags: parseTags(input),
  };
  checkNewName(request.reference);
  if (nestsParameter(value)) {
    throw validation(`Parameter value can't nest another parameter. Do not use "{{}}" in the value.`);
  }
  if (request.dataType !== 'text') {
    throw validation(
      `The following data type is not supported: ${request.dataType} (Data type names are all lowercase.)`,
    );
  }
  if (request.overwrite && request.tags !== undefined && Object.keys(request.tags).length > 0) {
    throw validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
        'overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or ' +
        'RemoveTagsFromResource.',
    );
  }
  if ((optionalText(input, 'Policies', { max: 4096 }) ?? '') !== '') {
    throw validation('Parameter policies are not supported by the embedded AWS.');
  }
  return request;
}

/** Looked for without a regular expression, which would be quadratic on a value full of opening braces. */
function nestsParameter(value: string): boolean {
  const opening = value.indexOf('{{');
  return opening !== -1 && value.includes('}}', opening + 2);
}
