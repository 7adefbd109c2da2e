import { InvalidInputError } from './errors.ts';

declare const serviceName: unique symbol;

/** The name of a tenant's service (`orders`, `billing`) that has passed {@link parseServiceName}. */
export type ServiceName = string & { readonly [serviceName]: true };

const grammar = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

export const serviceNameRule = '1-63 of A-Z a-z 0-9 _ -, beginning with a letter or digit';

export function isServiceName(text: unknown): text is ServiceName {
  return typeof text === 'string' && grammar.test(text);
}

/** @throws InvalidInputError when `text` is not a service name. */
export function parseServiceName(text: unknown, field = 'service'): ServiceName {
  if (!isServiceName(text)) throw new InvalidInputError(field, serviceNameRule);
  return text;
}
