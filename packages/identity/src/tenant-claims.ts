import { isRole, isServiceName, isTenantId, type Role, type ServiceName, type TenantId } from '@leasehold/domain';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { refusal } from './refusal.ts';

/** What a proven payload says about its bearer. */
export interface TenantClaims {
  readonly tenant: TenantId;
  readonly role: Role;
  readonly services: readonly ServiceName[] | null;
  readonly subject: string;
}

const maxServices = 50;

/** OpenID Connect Core section 2: at most 255 ASCII characters. It is the author in evidence, so printable ones only. */
const subjectGrammar = /^[\x20-\x7e]{1,255}$/;

/**
 * Reads the claims that say who is calling. Nothing is trimmed, folded or normalised on the way: what is not exactly in
 * its grammar is refused, so a look-alike never becomes its twin.
 * @throws UnauthenticatedError naming the claim
 */
export function tenantClaims(payload: JwtPayload): TenantClaims {
  const tenant = payload['custom:tenantId'];
  const role = payload['custom:userRole'];
  const subject = payload.sub;
  if (!isTenantId(tenant)) throw refusal('tenant-claim');
  if (!isRole(role)) throw refusal('role-claim');
  if (typeof subject !== 'string' || !subjectGrammar.test(subject)) throw refusal('subject-claim');
  return { tenant, role, services: servicesClaim(payload['custom:services']), subject };
}

/** `orders,billing` as Cognito attributes are strings, or a JSON array as other issuers have it. */
function servicesClaim(claim: unknown): readonly ServiceName[] | null {
  if (claim === undefined) return null;
  const names: unknown[] =
    typeof claim === 'string' ? claim.split(',', maxServices + 1) : Array.isArray(claim) ? claim : [];
  if (names.length === 0 || names.length > maxServices) throw refusal('services-claim');
  const services = new Set<ServiceName>();
  for (const name of names) {
    if (!isServiceName(name)) throw refusal('services-claim');
    services.add(name);
  }
  return Object.freeze([...services].sort());
}
