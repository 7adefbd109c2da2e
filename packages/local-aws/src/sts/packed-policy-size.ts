import { deflateRawSync } from 'node:zlib';
import { stsError } from './errors.ts';

/** Bytes that count as 100 percent. */
const packedLimit = 1_024;

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
  const policyBytes = policyText === undefined ? 0 : deflateRawSync(policyText, { level: 9 }).length;
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
