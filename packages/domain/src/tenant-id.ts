import { InvalidInputError } from './errors.ts';

declare const tenantId: unique symbol;

/** A tenant's identifier that has passed {@link parseTenantId}. */
export type TenantId = string & { readonly [tenantId]: true };

/**
 * 2–63 of ASCII letters, digits, `_` and `-`, beginning with a letter or digit.
 * Narrower than an STS session name or tag value, so none of `* ? # $ | / : = , @ . +` can reach a policy, a path or a
 * leading key, and short enough (63 ≤ 64) to be the session name and the source identity unchanged.
 */
const grammar = /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/;

export const tenantIdRule = '2-63 of A-Z a-z 0-9 _ -, beginning with a letter or digit';

export function isTenantId(text: unknown): text is TenantId {
  return typeof text === 'string' && grammar.test(text);
}

/** @throws InvalidInputError when `text` is not a tenant id. */
export function parseTenantId(text: unknown, field = 'tenant'): TenantId {
  if (!isTenantId(text)) throw new InvalidInputError(field, tenantIdRule);
  return text;
}
