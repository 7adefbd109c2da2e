import type { Ask } from '../endpoint/aws-service.ts';
import {
  constraint,
  type Input,
  optionalChoice,
  optionalStructures,
  requiredText,
  requiredTexts,
} from '../endpoint/json-input.ts';
import { refusal, validation } from './errors.ts';
import { parseName } from './parameter-name.ts';
import { type Operation, type ParameterStore, record } from './parameter-store.ts';

export type Tags = Readonly<Record<string, string>>;

const maxTags = 50;
const tagGrammar = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Reads `Tags`. @throws AwsError ValidationException for a reserved, repeated or malformed key */
export function parseTags(input: Input): Tags | undefined {
  const structures = optionalStructures(input, 'Tags', { max: 1000 });
  if (structures === undefined) return undefined;
  const tags = new Map<string, string>();
  for (const structure of structures) {
    const key = requiredText(structure, 'Key', { min: 1, max: 128 });
    const value = requiredText(structure, 'Value', { max: 256 });
    if (!tagGrammar.test(key) || !tagGrammar.test(value)) throw validation('A tag has a character tags may not have.');
    if (/^aws:/i.test(key)) throw validation('Tag keys must not begin with aws:, which is reserved.');
    if (tags.has(key)) throw validation('Tag keys must not be repeated.');
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** What IAM is asked for tagging a parameter, in a put or by itself. */
export function tagging(arn: string, tags: Tags): Ask {
  return {
    action: 'ssm:AddTagsToResource',
    resource: arn,
    context: {
      'aws:TagKeys': Object.keys(tags),
      ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    },
  };
}

/** @throws AwsError TooManyTagsError */
export function checkTagCount(tags: Tags): Tags {
  if (Object.keys(tags).length > maxTags) {
    throw refusal('TooManyTagsError', `A parameter can have at most ${maxTags} tags.`);
  }
  return tags;
}

function parseResource(store: ParameterStore, input: Input): { readonly id: string; readonly arn: string } {
  // The service tags other things too; this one has parameters alone.
  if (optionalChoice(input, 'ResourceType', ['Parameter']) === undefined) {
    throw constraint('ResourceType', 'Member must not be null');
  }
  const id = requiredText(input, 'ResourceId', { min: 1, max: 2048 });
  return { id, arn: parseName(store.deployment, id).arn };
}

function existing(store: ParameterStore, arn: string) {
  const parameter = store.parameters.get(arn);
  if (parameter === null) throw refusal('InvalidResourceId', 'The resource ID is not valid. Verify it and try again.');
  return parameter;
}

export const addTagsToResource: Operation = (store, call) => {
  const { id, arn } = parseResource(store, call.input);
  const tags = parseTags(call.input);
  if (tags === undefined) throw constraint('Tags', 'Member must not be null');
  record(call, { resourceType: 'Parameter', resourceId: id, tags: { ...tags } }, [arn], false);
  call.authorize(tagging(arn, tags));
  const parameter = existing(store, arn);
  store.parameters.set({ ...parameter, tags: checkTagCount({ ...parameter.tags, ...tags }) });
  return {};
};

export const removeTagsFromResource: Operation = (store, call) => {
  const { id, arn } = parseResource(store, call.input);
  const tagKeys = requiredTexts(call.input, 'TagKeys', { max: 1000 }, { min: 1, max: 128 });
  record(call, { resourceType: 'Parameter', resourceId: id, tagKeys }, [arn], false);
  call.authorize({ action: 'ssm:RemoveTagsFromResource', resource: arn, context: { 'aws:TagKeys': tagKeys } });
  const parameter = existing(store, arn);
  const kept = Object.entries(parameter.tags).filter(([key]) => !tagKeys.includes(key));
  store.parameters.set({ ...parameter, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsForResource: Operation = (store, call) => {
  const { id, arn } = parseResource(store, call.input);
  record(call, { resourceType: 'Parameter', resourceId: id }, [arn], true);
  call.authorize({ action: 'ssm:ListTagsForResource', resource: arn });
  const { tags } = existing(store, arn);
  return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};
