import type { ConfigKey, ConfigTag } from './config-key.ts';
import { InvalidInputError } from './errors.ts';
import type { ServiceName } from './service-name.ts';

/** `sensitive` values are SecureString parameters: never cached, logged or put in an error. */
export type Sensitivity = 'normal' | 'sensitive';

/** One stored version of one key, without saying whose: the tenant is the session's that read it. */
export interface ConfigEntry {
  /** `null` is the tenant's shared configuration, which belongs to no one service. */
  readonly service: ServiceName | null;
  readonly key: ConfigKey;
  /** UTF-8 text; `null` where a listing leaves a sensitive value out. */
  readonly value: string | null;
  /** Media type of `value`, for example `application/json`. */
  readonly contentType: string;
  /** Grows by at least one with every change of the key, deletions included. At least 1. */
  readonly version: number;
  /** Milliseconds since the epoch, by the store's record. */
  readonly lastModifiedAt: number;
  /** The `sub` of the token that wrote it; `null` when it was written outside Leasehold. */
  readonly author: string | null;
  readonly sensitivity: Sensitivity;
}

export const defaultContentType = 'application/json';

/** Value ceilings in bytes of UTF-8. DynamoDB items end at 400 KB; Parameter Store standard tier at 4 KB, advanced at 8 KB. */
export const maxValueBytes: Readonly<Record<ConfigTag, number>> = {
  tenant_config: 256 * 1024,
  param_config: 4 * 1024,
};

const contentTypeGrammar =
  /^[a-z0-9!#$&^_.+-]{1,63}\/[a-z0-9!#$&^_.+-]{1,63}(; ?[a-z0-9-]{1,32}=[A-Za-z0-9_.-]{1,64}){0,2}$/;

export const contentTypeRule =
  'a lower-case media type of at most 127 characters before parameters, such as application/json';

export function isContentType(text: string): boolean {
  return contentTypeGrammar.test(text);
}

/** Empty means {@link defaultContentType}. @throws InvalidInputError when `text` is not a media type. */
export function parseContentType(text: string, field = 'content_type'): string {
  if (text === '') return defaultContentType;
  if (!isContentType(text)) throw new InvalidInputError(field, contentTypeRule);
  return text;
}
