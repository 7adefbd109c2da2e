/** A UTF-16 code unit takes at most three bytes of UTF-8. */
const bytesPerUnit = 3;

/**
 * Gathers lines as UTF-8 and hands them on in pieces of about `pieceBytes`, never a part of a line. Each line is copied
 * into the piece while it is fresh: joining them as a string, to be flattened later, costs four times as much.
 */
export class GatheredLines {
  readonly #pieceBytes: number;
  readonly #handOn: (piece: Buffer) => void;
  #piece: Buffer;
  #length = 0;

  constructor(pieceBytes: number, handOn: (piece: Buffer) => void) {
    this.#pieceBytes = pieceBytes;
    this.#handOn = handOn;
    this.#piece = Buffer.allocUnsafeSlow(pieceBytes);
  }

  add(line: string): void {
    const most = line.length * bytesPerUnit;
    if (this.#length + most > this.#pieceBytes) this.handOn();
    if (most > this.#pieceBytes) this.#handOn(Buffer.from(line));
    else this.#length += this.#piece.write(line, this.#length);
  }

  /** Hands on what has been gathered; whoever takes it may keep it. */
  handOn(): void {
    if (this.#length === 0) return;
    const gathered = this.#piece.subarray(0, this.#length);
    this.#piece = Buffer.allocUnsafeSlow(this.#pieceBytes);
    this.#length = 0;
    this.#handOn(gathered);
  }
}
