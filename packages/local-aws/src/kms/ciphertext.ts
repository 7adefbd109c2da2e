const formatVersion = 1;

/** A ciphertext names its key, as KMS's do, so that Decrypt needs no key id. */
export interface Ciphertext {
  readonly keyId: string;
  /** The sealed data key of envelope encryption; `null` when the value is sealed under the key itself. */
  readonly dataKey: Buffer | null;
  readonly sealed: Buffer;
}

/** `version | key id length | key id | data key length (2 bytes) | data key | sealed`, as base64. */
export function encodeCiphertext(ciphertext: Ciphertext): string {
  const keyId = Buffer.from(ciphertext.keyId, 'utf8');
  const dataKey = ciphertext.dataKey ?? Buffer.alloc(0);
  const dataKeyLength = Buffer.alloc(2);
  dataKeyLength.writeUInt16BE(dataKey.length);
  return Buffer.concat([
    Buffer.from([formatVersion, keyId.length]),
    keyId,
    dataKeyLength,
    dataKey,
    ciphertext.sealed,
  ]).toString('base64');
}

/** `null` for anything this format does not describe. */
export function decodeCiphertext(encoded: string): Ciphertext | null {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < 4 || bytes.readUInt8(0) !== formatVersion) return null;
  const keyIdEnd = 2 + bytes.readUInt8(1);
  if (bytes.length < keyIdEnd + 2) return null;
  const dataKeyEnd = keyIdEnd + 2 + bytes.readUInt16BE(keyIdEnd);
  if (bytes.length < dataKeyEnd) return null;
  const dataKey = bytes.subarray(keyIdEnd + 2, dataKeyEnd);
  return {
    keyId: bytes.subarray(2, keyIdEnd).toString('utf8'),
    dataKey: dataKey.length === 0 ? null : dataKey,
    sealed: bytes.subarray(dataKeyEnd),
  };
}
