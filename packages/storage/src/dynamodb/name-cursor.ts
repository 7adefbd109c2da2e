import { type ConfigName, InvalidInputError, isConfigName } from '@leasehold/domain';

/** What a page token that this listing did not give is answered with. */
export function badPageToken(): InvalidInputError {
  return new InvalidInputError('page_token', "the previous page's next_page_token, unchanged");
}

/** Where a page ended: the last name alone, so that a token cannot lead into another partition. */
export function cursorAfter(name: ConfigName): string {
  return Buffer.from(name, 'utf8').toString('base64url');
}

/** @throws InvalidInputError when `token` is not one of {@link cursorAfter}. */
export function nameInCursor(token: string): ConfigName {
  const name = Buffer.from(token, 'base64url').toString('utf8');
  // Encoded again, because decoding skips what it does not know.
  if (!isConfigName(name) || cursorAfter(name) !== token) throw badPageToken();
  return name;
}
