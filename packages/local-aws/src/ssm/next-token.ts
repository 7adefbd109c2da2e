import { randomBytes } from 'node:crypto';
import { open, seal } from '../kms/sealed-box.ts';
import { refusal } from './errors.ts';

/**
 * Makes and reads page tokens. A token is sealed, so it tells a client nothing, and bound to the request it was given
 * for: sent with another path, filter or operation it is refused instead of reading on somewhere else. Tokens do not
 * survive a restart.
 */
export class NextTokens {
  readonly #key = randomBytes(32);

  /** `after` is where the next page begins: the ARN, or version, of the last thing looked at. */
  issue(request: Readonly<Record<string, string>>, after: string): string {
    return seal(this.#key, request, Buffer.from(after, 'utf8')).toString('base64');
  }

  /** @throws AwsError InvalidNextToken */
  read(request: Readonly<Record<string, string>>, token: string | undefined): string | null {
    if (token === undefined) return null;
    const after = open(this.#key, request, Buffer.from(token, 'base64'));
    if (after === null) throw refusal('InvalidNextToken', 'The specified token is not valid.');
    return after.toString('utf8');
  }
}
