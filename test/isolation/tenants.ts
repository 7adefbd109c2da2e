import { randomBytes } from 'node:crypto';

/** One tenant of a run, and the text that must never reach another one. */
export interface Tenant {
  readonly id: string;
  /** Unguessable and new in every run; it is in every value, content type and author this tenant stores. */
  readonly marker: string;
}

const long = 'x'.repeat(62);

/** Legal ids that a careless comparison, pattern, prefix or path would take for one another, or for a part of a key. */
const hostileIds = [
  'acme',
  'acme2',
  'acme-',
  'acme_',
  'Acme',
  'ACME',
  'acm',
  'acme-acme',
  'acme--',
  'acme_2',
  'acmee',
  `${long}a`,
  `${long}b`,
  long,
  'a0',
  '00',
  '0a',
  'TENANT',
  'SERVICE',
  'CONFIG',
  'HISTORY',
  'PARAMETER',
  'shared',
  'null',
  'orders',
  'config-service',
  'tenant_config_orders',
  'constructor',
] as const;

const prefix = 'mk';
const anyMarker = /mk[0-9a-f]{24}/gi;

/** The hostile tenants, each with a marker of this run. */
export function makeTenants(): readonly Tenant[] {
  return hostileIds.map((id) => ({ id, marker: prefix + randomBytes(12).toString('hex') }));
}

/** Every marker that `text` holds, whosoever, in whatever case. */
function markersIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(anyMarker)].map(([found]) => found.toLowerCase()))];
}

/** Something that belongs to one tenant turned up where another one can see it. */
export class ForeignMarkerError extends Error {
  constructor(where: string, seenBy: string, belongsTo: string) {
    super(`${where}: tenant ${seenBy} was shown something of tenant ${belongsTo}`);
    this.name = 'ForeignMarkerError';
  }
}

/** @throws ForeignMarkerError when `text` holds a marker that is not the tenant's own. */
export function assertOnlyOwn(tenants: readonly Tenant[], tenant: Tenant, text: string, where: string): void {
  for (const marker of markersIn(text)) {
    if (marker === tenant.marker) continue;
    const owner = tenants.find((each) => each.marker === marker);
    throw new ForeignMarkerError(where, tenant.id, owner?.id ?? 'nobody of this run');
  }
}
