import type { Role } from '@leasehold/domain';
import fc from 'fast-check';
import { type Answer, answers } from './interleaved-world.ts';

export const tenants = Array.from({ length: 240 }, (_, index) => `tenant${index}`);

/** One thing that happens. Tenants are numbers into {@link tenants}; `stride` apart when there are several. */
export type Step =
  | {
      readonly do: 'call';
      readonly tenant: number;
      readonly stride: number;
      readonly callers: number;
      readonly role: Role;
      readonly token: number;
      readonly tokenLivesSeconds: number;
      readonly service: string | null;
      readonly how: 'waits' | 'hurries' | 'cancels';
    }
  | { readonly do: 'answer'; readonly nth: number; readonly how: Answer; readonly lifeSeconds: number }
  | { readonly do: 'pass' | 'stall'; readonly seconds: number }
  | { readonly do: 'set clock'; readonly seconds: number }
  | {
      readonly do: 'revoke' | 'restore' | 'purge';
      readonly tenant: number;
      readonly stride: number;
      readonly tenants: number;
    }
  | { readonly do: 'discard'; readonly latest: number };

/** Few tenants and tokens are likelier than the rest, so that calls meet. */
const tenant = fc.oneof(fc.nat(7), fc.nat(tenants.length - 1));
const stride = fc.constantFrom(0, 1, 7);

const call = fc.record({
  do: fc.constant('call' as const),
  tenant,
  stride,
  callers: fc.integer({ min: 1, max: 60 }),
  role: fc.constantFrom<Role[]>('reader', 'reader', 'reader', 'writer', 'admin'),
  token: fc.nat(3),
  tokenLivesSeconds: fc.constantFrom(30, 600, 7_200, 7_200),
  service: fc.constantFrom('orders', 'orders', 'orders', 'billing', null),
  how: fc.constantFrom('waits' as const, 'hurries' as const, 'cancels' as const),
});

const answer = fc.record({
  do: fc.constant('answer' as const),
  nth: fc.constantFrom(1, 1, 1, 2, 3),
  how: fc.oneof({ weight: 4, arbitrary: fc.constant('session' as const) }, fc.constantFrom(...answers)),
  lifeSeconds: fc.constantFrom(61, 120, 300, 900),
});

const several = fc.record({
  do: fc.constantFrom('revoke' as const, 'restore' as const, 'restore' as const, 'restore' as const, 'purge' as const),
  tenant,
  stride,
  tenants: fc.constantFrom(1, 1, 1, 20, 240),
});

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: call },
  { weight: 6, arbitrary: answer },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('pass' as const, 'pass' as const, 'stall' as const),
      seconds: fc.oneof(fc.nat(3), fc.nat(30), fc.nat(400)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('set clock' as const), seconds: fc.integer({ min: -900, max: 300 }) }),
  },
  { weight: 1, arbitrary: several },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discard' as const), latest: fc.nat(20) }) },
);
