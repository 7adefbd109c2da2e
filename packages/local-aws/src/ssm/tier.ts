import { validation } from './errors.ts';
import type { ParameterTier } from './parameter.ts';

/** What a put may ask for; Intelligent-Tiering takes Advanced only when the value needs it. */
export const requestedTiers = ['Standard', 'Advanced', 'Intelligent-Tiering'] as const;

/** Bytes of UTF-8. */
const maxValueBytes = { Standard: 4096, Advanced: 8192 } as const;

/** The tier a put ends in. @throws AwsError ValidationException for a value too large, or a step down from Advanced. */
export function chooseTier(
  value: string,
  requested: (typeof requestedTiers)[number] | undefined,
  current: ParameterTier | null,
): ParameterTier {
  const bytes = Buffer.byteLength(value, 'utf8');
  if (requested === 'Standard' && current === 'Advanced') {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        'tier to the standard-parameter tier. Delete the advanced parameter and recreate it as a standard one.',
    );
  }
  const tier = decide(bytes, requested, current);
  if (bytes > maxValueBytes[tier]) {
    throw validation(
      `${tier} tier parameters support a maximum parameter value of ${maxValueBytes[tier]} characters.` +
        (tier === 'Standard' ? ' To create a larger parameter value, upgrade the parameter to the advanced tier.' : ''),
    );
  }
  return tier;
}

function decide(
  bytes: number,
  requested: (typeof requestedTiers)[number] | undefined,
  current: ParameterTier | null,
): ParameterTier {
  if (current === 'Advanced') return 'Advanced';
  if (requested === 'Intelligent-Tiering') return bytes > maxValueBytes.Standard ? 'Advanced' : 'Standard';
  return requested ?? 'Standard';
}
