import { InvalidInputError } from './errors.ts';

/** A key's prefix names the store: `tenant_config` is DynamoDB, `param_config` is Parameter Store. */
export const configTags = ['tenant_config', 'param_config'] as const;
export type ConfigTag = (typeof configTags)[number];

declare const configName: unique symbol;

/** The part of a key after its tag, in the grammar of {@link configNameRule}. */
export type ConfigName = string & { readonly [configName]: true };

/** A parsed key: `tenant_config_theme` is `{ tag: 'tenant_config', name: 'theme' }`. */
export interface ConfigKey {
  readonly tag: ConfigTag;
  readonly name: ConfigName;
}

/** `.` and `..` are steps of a path to some tools, and a name becomes the last step of a parameter's path. */
const grammar = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,128}$/;

export const configNameRule = '1-128 of A-Z a-z 0-9 _ . -, neither . nor ..';
export const configKeyRule = `tenant_config_<name> or param_config_<name>, name ${configNameRule}`;

/** Length of the longest legal key, in characters. */
export const maxKeyLength = 'tenant_config_'.length + 128;

export function isConfigName(text: unknown): text is ConfigName {
  return typeof text === 'string' && grammar.test(text);
}

export function isConfigTag(text: unknown): text is ConfigTag {
  return configTags.some((tag) => tag === text);
}

/** @throws InvalidInputError when `text` has no known tag or its name is outside the grammar. */
export function parseConfigKey(text: unknown, field = 'key'): ConfigKey {
  if (typeof text === 'string' && text.length <= maxKeyLength) {
    for (const tag of configTags) {
      const name = text.slice(tag.length + 1);
      if (text.startsWith(`${tag}_`) && isConfigName(name)) return { tag, name };
    }
  }
  throw new InvalidInputError(field, configKeyRule);
}

export function formatConfigKey(key: ConfigKey): string {
  return `${key.tag}_${key.name}`;
}
