import { deflateRawSync } from 'node:zlib';
import { stsError } from './errors.ts';

/** Bytes that count as 100 percent. */
const packedLimit = 1_024;

/** Deflated sizes by text: sessions of one scope are opened over and over with the same policy. Bounded. */
const deflated = new Map<string, number>();
const maxDeflated = 1_000;

/**
 * Percent of the packed limit that session policy and tags take. AWS packs them into a binary form it does not publish;
 * this stands for it: the policy deflated, each tag its UTF-8 bytes and two more, against 1,024 bytes. Expect the same
 * order, not the same number. @throws AwsError PackedPolicyTooLarge above 100
 */
export function packedPolicySize(
  policyText: string | undefined,
  tags: Readonly<Record<string, string>>,
): number | null {
  const entries = Object.entries(tags);
  if (policyText === undefined && entries.length === 0) return null;
  const policyBytes = policyText === undefined ? 0 : deflatedBytes(policyText);
  const tagBytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value) + 2, 0);
  const percent = Math.ceil(((policyBytes + tagBytes) / packedLimit) * 100);
  if (percent > 100) {
    throw stsError(
      'PackedPolicyTooLarge',
      `Serialized token too large for session: packed policies and tags take ${percent} percent of what is allowed.`,
    );
  }
  return percent;
}

function deflatedBytes(text: string): number {
  const known = deflated.get(text);
  if (known !== undefined) return known;
  const bytes = deflateRawSync(text, { level: 9 }).length;
  const [oldest] = deflated.keys();
  if (deflated.size >= maxDeflated && oldest !== undefined) deflated.delete(oldest);
  deflated.set(text, bytes);
  return bytes;
}
