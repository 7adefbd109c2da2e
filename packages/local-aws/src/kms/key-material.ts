import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const fileName = 'kms-key-material.json';
const keyBytes = 32;

/** The keys of the embedded KMS could not be read back, so nothing encrypted under them could be opened either. */
export class KeyMaterialError extends Error {
  readonly code = 'key-material';

  constructor(file: string, why: string, cause?: unknown) {
    super(`${file} does not hold the key material of the embedded KMS: ${why}`, { cause });
    this.name = 'KeyMaterialError';
  }
}

/**
 * 32 random bytes for each named key. With a directory they are kept in a file only its owner can read, and keys that
 * file does not have yet are added to it. @throws KeyMaterialError for a file that is not ours or is damaged: making
 * new keys instead would silently lose every SecureString.
 */
export function loadKeyMaterial(keyIds: readonly string[], dataDir: string | undefined): ReadonlyMap<string, Buffer> {
  if (dataDir === undefined) return new Map(keyIds.map((id) => [id, randomBytes(keyBytes)]));
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, fileName);
  const keys = readKeys(file);
  const missing = keyIds.filter((id) => !keys.has(id));
  for (const id of missing) keys.set(id, randomBytes(keyBytes));
  if (missing.length > 0) writeKeys(file, keys);
  return keys;
}

function readKeys(file: string): Map<string, Buffer> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw new KeyMaterialError(file, 'it cannot be read', error);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's message would quote the file.
    throw new KeyMaterialError(file, 'it is not JSON');
  }
  if (typeof document !== 'object' || document === null) throw new KeyMaterialError(file, 'it is not an object');
  const keys = new Map<string, Buffer>();
  for (const [id, encoded] of Object.entries(document)) {
    const key = typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
    if (key.length !== keyBytes) throw new KeyMaterialError(file, `key ${id} is not ${keyBytes} bytes`);
    keys.set(id, key);
  }
  return keys;
}

function writeKeys(file: string, keys: ReadonlyMap<string, Buffer>): void {
  const document = Object.fromEntries([...keys].map(([id, key]) => [id, key.toString('base64')]));
  const draft = `${file}.${process.pid}.tmp`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(document));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
