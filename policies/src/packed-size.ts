import { deflateRawSync } from 'node:zlib';

/** STS: inline and managed session policies together have at most so many characters of plain text (AssumeRole). */
export const sessionPolicyCharacters = 2_048;

/** What our estimate counts as 100 percent. */
const packedBytes = 1_024;

/**
 * Percent of the packed limit of STS that a rendered session policy and session tags take, by our estimate: AWS does not
 * publish how it packs them (?). This takes the policy deflated and each tag as its bytes and two more: expect the same
 * order, not the same number. Watch `PackedPolicySize` in STS's answers.
 */
export function packedPolicyPercent(policy: string, tags: Readonly<Record<string, string>>): number {
  const tagBytes = Object.entries(tags).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value) + 2, 0);
  const bytes = deflateRawSync(policy, { level: 9 }).length + tagBytes;
  return Math.ceil((bytes / packedBytes) * 100);
}
