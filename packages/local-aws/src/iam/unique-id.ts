import { randomBytes } from 'node:crypto';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** IAM's prefixes: a user, a user's access key, a managed policy, a role, a session's access key. */
export type UniqueIdPrefix = 'AIDA' | 'AKIA' | 'ANPA' | 'AROA' | 'ASIA';

/** An identifier in IAM's form: the prefix and 16 random characters. */
export function uniqueId(prefix: UniqueIdPrefix): string {
  let text = '';
  for (const byte of randomBytes(16)) text += base32.charAt(byte & 31);
  return prefix + text;
}

/** 40 characters, as IAM's secret access keys are. */
export function secretKey(): string {
  return randomBytes(30).toString('base64');
}
