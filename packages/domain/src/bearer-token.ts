import { inspect } from 'node:util';

/**
 * A token's text, kept where no log, JSON or error formatter finds it. Only {@link BearerToken.reveal} gives it back,
 * and only the verifier and the web-identity vendor call that.
 */
export class BearerToken {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
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
