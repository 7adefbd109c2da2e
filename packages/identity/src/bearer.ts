import { BearerToken } from '@leasehold/domain';
import { refusal } from './refusal.ts';

/** Longest accepted token, in characters, which are bytes here. */
export const maxTokenLength = 16 * 1024;

/** RFC 9110 makes the scheme case-insensitive and has one space after it. */
const scheme = /^bearer /i;

/** A JWS in compact form. Its alphabet has no comma, so header lines joined into one value never pass. */
const compactJws = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Takes the token out of a call's `authorization` metadata.
 * @throws UnauthenticatedError unless there is exactly one value, it is `Bearer <compact JWS>`, and the token is at most
 * {@link maxTokenLength} long.
 */
export function parseBearer(values: readonly string[]): BearerToken {
  const text = bearerText(values);
  checkTokenText(text);
  return new BearerToken(text);
}

/**
 * What follows `Bearer ` in the one value, of bounded length but any form: good for nothing but looking up whether this
 * very text was verified lately, which only a well-formed one can have been. Anything else needs {@link parseBearer}.
 * @throws UnauthenticatedError
 */
export function bearerText(values: readonly string[]): string {
  const [value] = values;
  if (value === undefined) throw refusal('no-authorization');
  if (values.length > 1) throw refusal('several-authorizations');
  if (typeof value !== 'string' || !scheme.test(value)) throw refusal('not-bearer');
  const text = value.slice('Bearer '.length);
  checkLength(text);
  return text;
}

/** @throws UnauthenticatedError when `text` is too long or not a compact JWS. */
export function checkTokenText(text: string): void {
  checkLength(text);
  if (!compactJws.test(text)) throw refusal('malformed');
}

function checkLength(text: string): void {
  if (text.length > maxTokenLength) throw refusal('oversized');
}
