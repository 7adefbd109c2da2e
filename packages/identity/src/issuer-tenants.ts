import type { TenantId } from '@leasehold/domain';
import { IssuerSettingsError, type TrustedIssuerSettings } from './settings.ts';

/** Whether an issuer speaks for a tenant. */
export type SpeaksFor = (tenant: TenantId) => boolean;

const maxPatterns = 1_000;

/**
 * A tenant id, or the beginning of one and `*`. The same texts are `StringLike` patterns in the trust policies, so a `?`,
 * a `*` elsewhere or a policy variable must never be one.
 */
const grammar = /^([A-Za-z0-9][A-Za-z0-9_-]{1,62}|[A-Za-z0-9][A-Za-z0-9_-]{0,61}\*)$/;

const rule =
  `1-${maxPatterns.toLocaleString('en-US')} tenant ids, or beginnings of them that end in * such as eu-*; ` +
  'or * alone, for every tenant there is';

/**
 * Which tenants an issuer's tokens may name; all of them when nothing is said. Case counts, as it does in IAM.
 * @throws IssuerSettingsError when `patterns` is out of its grammar; `name` is how the message calls the issuer
 */
export function speaksFor(name: string, patterns: readonly string[] | undefined): SpeaksFor {
  if (patterns === undefined || (patterns.length === 1 && patterns[0] === '*')) return () => true;
  const readable = patterns.length > 0 && patterns.length <= maxPatterns && patterns.every((one) => grammar.test(one));
  if (!readable) throw new IssuerSettingsError(`${name}: tenants: ${rule}`);
  const exact = new Set<string>(patterns.filter((one) => !one.endsWith('*')));
  const prefixes = patterns.filter((one) => one.endsWith('*')).map((one) => one.slice(0, -1));
  return (tenant) => exact.has(tenant) || prefixes.some((prefix) => tenant.startsWith(prefix));
}

/**
 * With one issuer all tenants are its own. A second one could name the first one's, so each must say whose it is.
 * @throws IssuerSettingsError naming every issuer that does not say
 */
export function checkTenantsAreSaid(issuers: readonly TrustedIssuerSettings[]): void {
  if (issuers.length < 2) return;
  const silent = issuers.filter((issuer) => issuer.tenants === undefined);
  if (silent.length === 0) return;
  const names = silent.map((issuer) => (issuer.kind === 'cognito' ? issuer.userPoolId : issuer.issuer));
  throw new IssuerSettingsError(
    `tenants is required on each of several issuers and missing on ${names.join(', ')}: without it, each issuer could ` +
      `name the tenants of the others. Add "tenants": ["acme", "eu-*"] with those it speaks for, or ["*"] for all`,
  );
}
