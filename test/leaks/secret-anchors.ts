/** Length of the pieces that are looked for. Random text of this length comes up once in 10^24 by chance. */
const anchorLength = 16;
/** Pieces of one secret that are kept. */
const anchorsEach = 4;
const maxAnchors = 2_000_000;

/** Runs of the letters that secrets are made of: base64, base64url, and the dots of a token. */
const runs = /[A-Za-z0-9+/=_-]{16,}/g;

/**
 * Remembers secrets by a few pieces of each, spread evenly, and finds any that holds one: so it finds each secret that is
 * there as a whole, and many that are cut short, in one pass over the text however many secrets there are.
 */
export class SecretAnchors {
  readonly #anchors = new Set<string>();

  /** @throws RangeError for a text too short to be told from others, and when there are too many to be remembered. */
  add(secret: string): void {
    if (secret.length < anchorLength) throw new RangeError('too short for a secret');
    if (this.#anchors.size > maxAnchors) throw new RangeError('too many secrets to look for');
    const room = secret.length - anchorLength;
    for (let each = 0; each < anchorsEach; each++) {
      const at = Math.floor((room * each) / (anchorsEach - 1));
      // Copied: a slice would keep the whole text alive that the secret was cut out of.
      this.#anchors.add(Buffer.from(secret.slice(at, at + anchorLength)).toString());
    }
  }

  get size(): number {
    return this.#anchors.size;
  }

  /** Where the first secret is in `text`, or -1. */
  indexIn(text: string): number {
    if (this.#anchors.size === 0) return -1;
    for (const { 0: run, index } of text.matchAll(runs)) {
      for (let at = 0; at + anchorLength <= run.length; at++) {
        if (this.#anchors.has(run.slice(at, at + anchorLength))) return index + at;
      }
    }
    return -1;
  }
}
