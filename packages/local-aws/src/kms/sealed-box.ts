import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** What a ciphertext is bound to and cannot be opened without. KMS calls it the encryption context; it is not secret. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** One text for one context, whatever order its members were written in: the additional authenticated data. */
function canonicalContext(context: EncryptionContext): Buffer {
  const members = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(members), 'utf8');
}

/** AES-256-GCM under a fresh random IV: `iv | tag | ciphertext`. The key is 32 bytes. */
export function seal(key: Buffer, context: EncryptionContext, plaintext: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const box = createCipheriv(cipher, key, iv, { authTagLength: tagBytes });
  box.setAAD(canonicalContext(context));
  const body = Buffer.concat([box.update(plaintext), box.final()]);
  return Buffer.concat([iv, box.getAuthTag(), body]);
}

/** The plaintext, or `null` when key, context or ciphertext is not the one that was sealed. */
export function open(key: Buffer, context: EncryptionContext, sealed: Buffer): Buffer | null {
  if (sealed.length < ivBytes + tagBytes) return null;
  const box = createDecipheriv(cipher, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
  box.setAAD(canonicalContext(context));
  box.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([box.update(sealed.subarray(ivBytes + tagBytes)), box.final()]);
  } catch {
    // The only way `final` throws here is a tag that does not verify.
    return null;
  }
}
