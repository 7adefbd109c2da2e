import fc from 'fast-check';
import { collected, nobodyRevoked, type Revocations, restored, revoked } from '../../src/index.ts';

/** A whole second. */
export const moment = Date.UTC(2026, 10, 25, 13);
export const hour = 3_600_000;

/** Names that lean on each other: cases, beginnings, twins. */
export const tenants = fc.oneof(
  fc.constantFrom('acme', 'Acme', 'ACME', 'acme2', 'acme-', 'acm', 'ac', 'cme', 'acme-orders', 'globex'),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{1,10}$/),
);

/** What commands make of an empty list, one after the other, over a day. */
export const states: fc.Arbitrary<Revocations> = fc
  .array(fc.tuple(fc.constantFrom('revoke', 'restore', 'collect'), tenants, fc.nat(24 * hour)), { maxLength: 20 })
  .map((commands) =>
    [...commands]
      .sort(([, , one], [, , other]) => one - other)
      .reduce((state, [command, tenant, after]) => {
        if (command === 'revoke') return revoked(state, tenant);
        // Of those that are revoked; most names are not.
        const [first = tenant] = state.revoked;
        if (command === 'restore') return restored(state, after % 2 === 0 ? first : tenant, moment + after);
        return collected(state, moment + after);
      }, nobodyRevoked),
  );
