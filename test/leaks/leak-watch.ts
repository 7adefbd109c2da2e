import { SecretAnchors } from './secret-anchors.ts';

/** Text of a stream that is kept for a secret that comes in two pieces. */
const tailLength = 2_048;
/** What no log of ours may hold, whoever made it: a JWT. */
const jwt = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/;
const logLine = /^\{"level":/;

/** Hears of every secret and of every text that must hold none. */
export class LeakWatch {
  readonly #secrets = new SecretAnchors();
  readonly #leaks: string[] = [];
  #seen = 0;

  /** Something that opens doors was made. */
  secret(text: string): void {
    this.#secrets.add(text);
  }

  /** A whole text that somebody reads. */
  text(where: string, text: string): void {
    this.#seen += text.length;
    const at = this.#secrets.indexIn(text);
    const isToken = logLine.test(text) && jwt.test(text);
    if (at < 0 && !isToken) return;
    // Words tell where it is; what is as long as a piece of a secret may be one.
    const before = text.slice(Math.max(0, at - 200), Math.max(0, at)).replace(/[\w+/=.-]{16,}/g, '…');
    this.#leaks.push(`${where}: ${before}[a secret]`);
  }

  /** A text that comes in pieces. */
  stream(where: string): (piece: string) => void {
    let tail = '';
    return (piece) => {
      const joined = tail + piece;
      const end = joined.lastIndexOf('\n') + 1;
      for (const line of joined.slice(0, end).split('\n')) if (line !== '') this.text(where, line);
      tail = joined.slice(end);
      if (tail.length > tailLength) {
        this.text(where, tail);
        tail = tail.slice(-tailLength / 2);
      }
    };
  }

  /** How much was read, in characters. */
  get seen(): number {
    return this.#seen;
  }

  /** What was found since this was last asked: where, and what stands before it. */
  takeLeaks(): readonly string[] {
    return this.#leaks.splice(0);
  }
}
