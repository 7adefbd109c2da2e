/** How a text may be held, the most compact first. Each is right for a text that comes out of it as it went in. */
const encodings = ['base64url', 'base64', 'latin1', 'utf16le'] as const;

/** Before each text come its encoding, in one byte, and how many bytes it takes, in four. */
const headerLength = 5;

/**
 * Puts texts into one string of a byte a character, in which base64 takes three quarters of its length: for what is held in
 * very great number. It is a copy of its own. A text that a parser has cut out of a longer one keeps all of that alive.
 */
export function pack(texts: readonly string[]): string {
  const bytes = Buffer.alloc(texts.reduce((length, text) => length + headerLength + 2 * text.length, 0));
  let end = 0;
  for (const text of texts) {
    const start = end + headerLength;
    const encoding = encodings.findIndex((each) => {
      end = start + bytes.write(text, start, each);
      return bytes.toString(each, start, end) === text;
    });
    bytes.writeUInt8(encoding, start - headerLength);
    bytes.writeUInt32BE(end - start, start - headerLength + 1);
  }
  const packed = bytes.toString('latin1', 0, end);
  bytes.fill(0);
  return packed;
}

/** The texts that {@link pack} was given, each made anew. */
export function unpack(packed: string): string[] {
  const bytes = Buffer.from(packed, 'latin1');
  const texts: string[] = [];
  for (let end = 0; end < bytes.length; ) {
    const start = end + headerLength;
    const encoding = encodings[bytes.readUInt8(end)];
    end = start + bytes.readUInt32BE(end + 1);
    texts.push(bytes.toString(encoding, start, end));
  }
  // It may be part of a pool whose memory others are given.
  bytes.fill(0);
  return texts;
}
