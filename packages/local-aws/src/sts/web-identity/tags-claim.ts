import { checkedTags, type RequestedTags } from '../session-tags.ts';
import { invalid } from './claimed-token.ts';

const nested = 'https://aws.amazon.com/tags';
const flatTag = `${nested}/principal_tags/`;
const flatTransitive = `${nested}/transitive_tag_keys`;

/**
 * Session tags of a token, in either form STS reads: one nested claim, or flat claims for providers that cannot nest (IAM
 * user guide, "Passing session tags in AWS STS"). Each tag's value is a list of one text. @throws AwsError
 */
export function tagsClaim(claims: Readonly<Record<string, unknown>>): RequestedTags {
  const whole = claims[nested];
  const pairs: (readonly [string, string])[] = [];
  const transitive: string[] = [];
  if (whole !== undefined) {
    const { principal_tags: tags, transitive_tag_keys: keys } = object(whole);
    for (const [key, value] of Object.entries(tags === undefined ? {} : object(tags))) pairs.push([key, single(value)]);
    transitive.push(...texts(keys));
  }
  for (const [claim, value] of Object.entries(claims)) {
    if (claim.startsWith(flatTag)) pairs.push([claim.slice(flatTag.length), single(value)]);
    else if (claim === flatTransitive) transitive.push(...texts(value));
  }
  return checkedTags(pairs, transitive);
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Readonly<Record<string, unknown>>;
}

function single(value: unknown): string {
  const [text, ...rest] = texts(value);
  if (text === undefined || rest.length > 0) throw malformed();
  return text;
}

function texts(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) throw malformed();
  return value;
}

function malformed() {
  return invalid('The session tags in the token are not in the form STS expects.');
}
