import type { LocalIssuer } from '@leasehold/local-aws';
import { hostileTenantClaims } from './illegal-texts.ts';
import { scopedServices } from './places.ts';
import type { Tenant } from './tenants.ts';

export const callerKinds = ['admin', 'writer', 'reader', 'scoped-admin', 'scoped-writer', 'scoped-reader'] as const;
export type CallerKind = (typeof callerKinds)[number];

/** One user of a tenant. */
export interface Caller {
  readonly tenant: Tenant;
  readonly kind: CallerKind;
  /** The token's subject, which carries the tenant's marker: it is the author of what this caller writes. */
  readonly subject: string;
  readonly token: string;
}

export function makeCaller(issuer: LocalIssuer, tenant: Tenant, kind: CallerKind): Caller {
  const subject = `${kind} of ${tenant.marker}`;
  const services = isScoped(kind) ? { services: scopedServices } : {};
  return { tenant, kind, subject, token: issuer.mint({ tenant: tenant.id, role: roleOf(kind), subject, ...services }) };
}

/** Truly signed tokens that claim to be of no legal tenant, or of two. */
export function hostileTokens(issuer: LocalIssuer, tenants: readonly Tenant[]): readonly string[] {
  const [one = tenants[0], other = tenants[0]] = tenants;
  if (one === undefined || other === undefined) throw new Error('there are tenants in every run');
  const who = { tenant: one.id, role: 'admin' as const };
  const tags = (tenant: unknown) => ({ principal_tags: { TenantId: [tenant], UserRole: ['admin'] } });
  return [
    ...hostileTenantClaims.map((claim) =>
      issuer.mint(who, {
        claims: {
          'custom:tenantId': claim,
          'https://aws.amazon.com/tags': tags(claim),
          'https://aws.amazon.com/source_identity': claim,
        },
      }),
    ),
    // One tenant for this service and another one for STS, in each of the ways there are.
    issuer.mint(who, { claims: { 'custom:tenantId': other.id } }),
    issuer.mint(who, { claims: { 'https://aws.amazon.com/tags': tags(other.id) } }),
    issuer.mint(who, { claims: { 'https://aws.amazon.com/source_identity': other.id } }),
    issuer.mint(who, { claims: { 'https://aws.amazon.com/tags/principal_tags/TenantId': [other.id] } }),
  ];
}

/** What the contract says this caller may do, written down a second time on purpose. */
export function mayRead({ kind }: Caller, service: string): boolean {
  return service === '' || !isScoped(kind) || isInScope(service);
}

export function mayWrite({ kind }: Caller, service: string): boolean {
  if (roleOf(kind) === 'reader') return false;
  if (service === '') return kind === 'admin';
  return !isScoped(kind) || isInScope(service);
}

function isScoped(kind: CallerKind): boolean {
  return kind.startsWith('scoped-');
}

function isInScope(service: string): boolean {
  return scopedServices.some((each) => each === service);
}

function roleOf(kind: CallerKind): 'admin' | 'writer' | 'reader' {
  if (kind.endsWith('admin')) return 'admin';
  return kind.endsWith('writer') ? 'writer' : 'reader';
}
