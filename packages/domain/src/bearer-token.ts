import { inspect } from 'node:util';
import { pack, unpack } from './packed-text.ts';

/**
 * A token's text, kept where no log, JSON or error formatter finds it. Only {@link BearerToken.reveal} gives it back,
 * and only the verifier and the web-identity vendor call that.
 */
export class BearerToken {
  /** Packed in the parts that the dots of a JWT part: hundreds of thousands are held, for renewing sessions. */
  readonly #packed: string;

  constructor(text: string) {
    this.#packed = pack(text.split('.'));
  }

  reveal(): string {
    return unpack(this.#packed).join('.');
  }

  toString(): string {
    return '[bearer token]';
  }

  toJSON(): string {
    return '[bearer token]';
  }

  [inspect.custom](): string {
    return '[bearer token]';
  }
}
