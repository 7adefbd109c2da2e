import type { Entry } from '../rewrite.ts';

/** A tag that no generator uses, one for each condition, so that a rewritten condition meets no other one. */
export function ownKey(purpose: string, { operator, key }: Entry): string {
  return `aws:PrincipalTag/${`${purpose}.${operator}.${key}`.toLowerCase().replaceAll(/[^a-z0-9.]/g, '-')}`;
}

/** A condition that is never met: it asks for a key that no request carries. */
export function neverMet(entry: Entry): Entry {
  return { operator: 'Null', key: ownKey('Absent', entry), values: ['false'] };
}
