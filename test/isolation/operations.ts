import fc from 'fast-check';
import { type CallerKind, callerKinds } from './callers.ts';
import { illegalKey, illegalService } from './illegal-texts.ts';
import { anyName, anyPlace, anyService, anyTag, type Place, type Tag } from './places.ts';

/** How the version that a write expects stands to the one the tenant knows. */
export type Expectation = 'current' | 'zero' | 'behind' | 'ahead';

/** What is done, with whose token, is decided by numbers, so that a counterexample can be read and shrunk. */
interface Acting {
  /** Index of the tenant that calls. */
  readonly tenant: number;
  readonly caller: CallerKind;
  /** Index of the tenant that the call's metadata claims to be, or whose page token it uses. */
  readonly other: number;
}

export type Operation = Acting &
  (
    | { readonly kind: 'get'; readonly place: Place }
    /** Asks for a name that only another tenant has. */
    | { readonly kind: 'get-neighbour'; readonly place: Place }
    | { readonly kind: 'batch'; readonly service: string; readonly keys: readonly Pick<Place, 'tag' | 'name'>[] }
    | {
        readonly kind: 'list';
        readonly service: string;
        readonly tag: Tag;
        readonly pageSize: number;
        readonly from: 'start' | 'own-token' | 'foreign-token';
      }
    | {
        readonly kind: 'put';
        readonly place: Place;
        readonly expected: Expectation;
        /** Whether the sensitivity is the one that this key always has. */
        readonly fitting: boolean;
        readonly text: boolean;
        readonly padding: number;
      }
    | { readonly kind: 'delete'; readonly place: Place; readonly expected: Expectation }
    | {
        readonly kind: 'illegal';
        readonly method: 'getConfig' | 'batchGetConfigs' | 'putConfig' | 'deleteConfig' | 'listConfigs';
        readonly service: string;
        /** Absent when it is the service that is illegal. */
        readonly key?: string;
      }
    | { readonly kind: 'hostile-token'; readonly place: Place; readonly token: number }
  );

export type OperationKind = Operation['kind'];

const expected: fc.Arbitrary<Expectation> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Expectation>('current') },
  { weight: 2, arbitrary: fc.constantFrom<Expectation>('zero', 'behind', 'ahead') },
);

const caller: fc.Arbitrary<CallerKind> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<CallerKind>('admin', 'writer') },
  { weight: 2, arbitrary: fc.constantFrom(...callerKinds) },
);

const illegalRequest = fc.oneof(
  fc.record({
    kind: fc.constant('illegal' as const),
    method: fc.constantFrom(
      'getConfig' as const,
      'batchGetConfigs' as const,
      'putConfig' as const,
      'deleteConfig' as const,
      'listConfigs' as const,
    ),
    service: illegalService,
  }),
  fc.record({
    kind: fc.constant('illegal' as const),
    method: fc.constantFrom(
      'getConfig' as const,
      'batchGetConfigs' as const,
      'putConfig' as const,
      'deleteConfig' as const,
    ),
    service: fc.constantFrom('orders', 'acme2'),
    key: illegalKey,
  }),
);

/** Reads of one key, of many and of pages; the same for writes. */
const reads = [
  { weight: 42, arbitrary: fc.record({ kind: fc.constant('get' as const), place: anyPlace }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('get-neighbour' as const), place: anyPlace }) },
  {
    weight: 11,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      service: anyService,
      keys: fc.uniqueArray(fc.record({ tag: anyTag, name: anyName }), {
        minLength: 1,
        maxLength: 6,
        selector: ({ tag, name }) => `${tag}_${name}`,
      }),
    }),
  },
  {
    weight: 11,
    arbitrary: fc.record({
      kind: fc.constant('list' as const),
      service: anyService,
      tag: anyTag,
      pageSize: fc.constantFrom(0, 1, 2, 3, 10),
      from: fc.constantFrom('start' as const, 'own-token' as const, 'foreign-token' as const),
    }),
  },
] as const;

const writes = [
  {
    weight: 15,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      place: anyPlace,
      expected,
      fitting: fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      text: fc.boolean(),
      padding: fc.nat(300),
    }),
  },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('delete' as const), place: anyPlace, expected }) },
] as const;

const attacks = [
  { weight: 7, arbitrary: illegalRequest },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('hostile-token' as const), place: anyPlace, token: fc.nat(1_000) }),
  },
] as const;

/** Every kind of operation, of any of `tenants` tenants. */
export function anyOperation(tenants: number): fc.Arbitrary<Operation> {
  return actedBy(tenants, fc.oneof(...reads, ...writes, ...attacks));
}

/** Legal reads and writes alone. */
export function anyLegalOperation(tenants: number): fc.Arbitrary<Operation> {
  return actedBy(tenants, fc.oneof(...reads, ...writes));
}

/** Legal operations on parameters alone. */
export function anyParameterOperation(tenants: number): fc.Arbitrary<Operation> {
  return anyLegalOperation(tenants).map(onParameters);
}

function onParameters(operation: Operation): Operation {
  switch (operation.kind) {
    case 'list':
      return { ...operation, tag: 'param_config' };
    case 'batch': {
      const names = new Set(operation.keys.map(({ name }) => name));
      return { ...operation, keys: [...names].map((name) => ({ tag: 'param_config', name })) };
    }
    case 'get':
    case 'get-neighbour':
    case 'put':
    case 'delete':
      return { ...operation, place: { ...operation.place, tag: 'param_config' } };
    default:
      return operation;
  }
}

export function anyRead(tenants: number): fc.Arbitrary<Operation> {
  return actedBy(tenants, fc.oneof(...reads));
}

type Deed = Operation extends infer One ? (One extends Acting ? Omit<One, keyof Acting> : never) : never;

function actedBy(tenants: number, deed: fc.Arbitrary<Deed>): fc.Arbitrary<Operation> {
  const index = fc.nat(tenants - 1);
  return fc
    .tuple(fc.record({ tenant: index, caller, other: index }), deed)
    .map(([acting, what]) => ({ ...acting, ...what }) as Operation);
}

/** The puts with which each of `tenants` tenants gets something to be found, by batches of one tenant each. */
export function seeding(tenants: number, places: readonly Place[]): readonly (readonly Operation[])[] {
  return Array.from({ length: tenants }, (_, tenant) =>
    places.map((place) => ({
      kind: 'put' as const,
      tenant,
      other: tenant,
      caller: 'admin' as const,
      place,
      expected: 'zero' as const,
      fitting: true,
      text: true,
      padding: 40,
    })),
  );
}
