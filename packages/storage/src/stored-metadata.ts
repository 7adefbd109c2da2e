import { defaultContentType, isContentType } from '@leasehold/domain';

/*
 * A tenant's writer can write items past this service, with its own token at STS. Whatever such an item says of itself is
 * held to its grammar before it is told on, so that no reply carries line breaks or look-alike direction marks in it.
 */

/** As in a verified token's subject. */
const authorGrammar = /^[\x20-\x7e]{1,255}$/;

/** The stored content type, or the default one when it is missing or none. */
export function storedContentType(text: string | null | undefined): string {
  return typeof text === 'string' && isContentType(text) ? text : defaultContentType;
}

/** The stored author, or `null` when it is missing or cannot be a subject. */
export function storedAuthor(text: string | null | undefined): string | null {
  return typeof text === 'string' && authorGrammar.test(text) ? text : null;
}
