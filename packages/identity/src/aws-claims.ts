import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { refusal } from './refusal.ts';
import type { VendingMode } from './settings.ts';
import type { TenantClaims } from './tenant-claims.ts';

const namespace = 'https://aws.amazon.com/';
const tagsClaim = `${namespace}tags`;
const sourceIdentityClaim = `${namespace}source_identity`;
/** The two session tags this service knows. STS folds the case of tag keys, so only these spellings may occur. */
const tagKeys = ['TenantId', 'UserRole'] as const;

/**
 * Holds what the token tells STS against what it tells us: session tags must name this tenant and role and nothing more,
 * and the source identity must be `sourceIdentity`. Web-identity tokens must have both, since STS takes the session's tags from them alone.
 * @throws UnauthenticatedError for any difference, and for other claims of AWS's namespace: STS also reads flattened
 * ones (`https://aws.amazon.com/tags/principal_tags/TenantId`), which would be a second answer to the same question.
 */
export function checkAwsClaims(
  payload: JwtPayload,
  claims: TenantClaims,
  mode: VendingMode,
  sourceIdentity: string,
): void {
  for (const name of Object.keys(payload)) {
    const known = name === tagsClaim || name === sourceIdentityClaim;
    if (!known && name.toLowerCase().startsWith(namespace)) throw refusal('session-tags-claim');
  }
  const tags = payload[tagsClaim];
  if (tags !== undefined || mode === 'web-identity') checkTags(tags, claims);
  const claimed = payload[sourceIdentityClaim];
  if ((claimed !== undefined || mode === 'web-identity') && claimed !== sourceIdentity) {
    throw refusal('source-identity-claim');
  }
}

function checkTags(tags: unknown, claims: TenantClaims): void {
  if (!hasOnly(tags, ['principal_tags', 'transitive_tag_keys'])) throw refusal('session-tags-claim');
  const principalTags = tags['principal_tags'];
  if (!hasOnly(principalTags, tagKeys)) throw refusal('session-tags-claim');
  if (!isSole(principalTags['TenantId'], claims.tenant)) throw refusal('session-tags-claim');
  if (!isSole(principalTags['UserRole'], claims.role)) throw refusal('session-tags-claim');
  const transitive = tags['transitive_tag_keys'];
  if (transitive === undefined) return;
  if (!Array.isArray(transitive) || !transitive.every((key) => tagKeys.some((tagKey) => tagKey === key))) {
    throw refusal('session-tags-claim');
  }
}

/** STS takes each tag as an array of one string. */
function isSole(value: unknown, expected: string): boolean {
  return Array.isArray(value) && value.length === 1 && value[0] === expected;
}

function hasOnly(value: unknown, names: readonly string[]): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((name) => names.includes(name))
  );
}
