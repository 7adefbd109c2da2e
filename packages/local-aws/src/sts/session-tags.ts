import { type Fields, invalidParameter } from '../endpoint/query-fields.ts';
import { stsError } from './errors.ts';

/** The tags one request asks for. */
export interface RequestedTags {
  readonly tags: ReadonlyMap<string, string>;
  readonly transitiveTagKeys: readonly string[];
}

const maxTags = 50;
const keyGrammar = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const valueGrammar = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const tagField = /^Tags\.member\.([1-9][0-9]{0,3})\.(Key|Value)$/;
const transitiveField = /^TransitiveTagKeys\.member\.([1-9][0-9]{0,3})$/;

/** `Tags.member.N.Key`, `.Value` and `TransitiveTagKeys.member.N` of an AssumeRole request. @throws AwsError */
export function tagsOfRequest(fields: Fields): RequestedTags {
  const members = new Map<number, { Key?: string; Value?: string }>();
  const transitive: string[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value !== 'string') continue;
    const [, index, part] = tagField.exec(field) ?? [];
    if (index !== undefined) {
      const member = members.get(Number(index)) ?? {};
      members.set(Number(index), { ...member, [part === 'Key' ? 'Key' : 'Value']: value });
    } else if (transitiveField.test(field)) transitive.push(value);
    else if (/^(Tags|TransitiveTagKeys)\./.test(field)) throw invalidParameter('tags', 'Member must be a list');
  }
  const pairs = [...members.entries()].sort(([left], [right]) => left - right);
  return checkedTags(
    pairs.map(([, { Key, Value }]) => {
      if (Key === undefined || Value === undefined) throw invalidParameter('tags', 'Member must not be null');
      return [Key, Value];
    }),
    transitive,
  );
}

/** Tags from wherever they came, held against STS's limits. @throws AwsError */
export function checkedTags(
  pairs: readonly (readonly [key: string, value: string])[],
  transitiveTagKeys: readonly string[],
): RequestedTags {
  if (pairs.length > maxTags || transitiveTagKeys.length > maxTags) {
    throw invalidParameter('tags', `Member must have length less than or equal to ${maxTags}`);
  }
  const seen = new Set<string>();
  for (const [key, value] of pairs) {
    if (!keyGrammar.test(key) || /^aws:/i.test(key)) {
      throw invalidParameter('tags', 'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+');
    }
    if (!valueGrammar.test(value)) {
      throw invalidParameter('tags', 'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*');
    }
    if (seen.has(key.toLowerCase())) {
      throw stsError(
        'InvalidParameterValue',
        'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      );
    }
    seen.add(key.toLowerCase());
  }
  if (transitiveTagKeys.some((key) => !seen.has(key.toLowerCase()))) {
    throw stsError('InvalidParameterValue', 'The specified transitive tag key must be included in the requested tags.');
  }
  return { tags: new Map(pairs), transitiveTagKeys };
}

/** What a chained session carries on from the one that opens it. @throws AwsError when the request sets such a key anew. */
export function withInherited(
  requested: RequestedTags,
  inherited: ReadonlyMap<string, string>,
): { readonly tags: Readonly<Record<string, string>>; readonly transitiveTagKeys: readonly string[] } {
  const taken = new Set([...inherited.keys()].map((key) => key.toLowerCase()));
  if ([...requested.tags.keys()].some((key) => taken.has(key.toLowerCase()))) {
    throw stsError(
      'InvalidParameterValue',
      "One of the specified tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return {
    tags: Object.fromEntries([...inherited, ...requested.tags]),
    transitiveTagKeys: [...inherited.keys(), ...requested.transitiveTagKeys],
  };
}

/** The condition keys a trust policy can test the requested tags with. */
export function tagKeys(requested: RequestedTags): Readonly<Record<string, string | readonly string[]>> {
  return {
    ...Object.fromEntries([...requested.tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(requested.tags.size === 0 ? {} : { 'aws:TagKeys': [...requested.tags.keys()] }),
    ...(requested.transitiveTagKeys.length === 0 ? {} : { 'sts:TransitiveTagKeys': requested.transitiveTagKeys }),
  };
}
