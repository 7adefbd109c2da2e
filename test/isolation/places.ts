import fc from 'fast-check';

export type Tag = 'tenant_config' | 'param_config';

/** Where an entry is, inside a tenant. */
export interface Place {
  /** Empty for shared configuration. */
  readonly service: string;
  readonly tag: Tag;
  readonly name: string;
}

/** Stands for the tenant's own marker in a generated name, so that names and page tokens carry it too. */
export const ownName = '<own>';

/** Services that callers limited to services may use. */
export const scopedServices = ['orders', 'acme2'] as const;

/** Legal services that are also tenant ids, parts of keys, or other services but for a letter. The first are hot. */
const services = ['orders', 'acme2', 'Orders', 'SERVICE', 'orders-', `${'s'.repeat(62)}2`] as const;

/** Legal names that are path steps elsewhere, tenants, services, parts of keys, or as long as can be. The first are hot. */
const names = [
  'orders',
  '...',
  ownName,
  'acme',
  '.-',
  '.hidden',
  'a..b',
  '-',
  'CONFIG',
  'orders.000000000001',
  `${'n'.repeat(127)}1`,
  `${'n'.repeat(127)}2`,
] as const;

/** Names whose parameters are secrets; the others' are not. */
const secretNames: readonly string[] = ['...', 'acme', ownName, `${'n'.repeat(127)}1`];

export function isSecret({ tag, name }: Pick<Place, 'tag' | 'name'>): boolean {
  return tag === 'param_config' && secretNames.includes(name);
}

/** Parameter Store holds no shared configuration. */
export function isUnstorable({ service, tag }: Pick<Place, 'service' | 'tag'>): boolean {
  return service === '' && tag === 'param_config';
}

export function keyOf(place: Pick<Place, 'tag' | 'name'>): string {
  return `${place.tag}_${place.name}`;
}

const hot = 3;

/** More than half of all operations are on the hottest few, so that callers meet in caches, flights and locks. */
function mostlyFirst<T>(values: readonly [T, ...T[]]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...values.slice(0, hot)) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
}

export const anyService = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 5, arbitrary: mostlyFirst(services) },
);
export const anyTag = fc.constantFrom<Tag>('tenant_config', 'param_config');
export const anyName = mostlyFirst<string>(names);
export const anyPlace: fc.Arbitrary<Place> = fc.record({ service: anyService, tag: anyTag, name: anyName });

/** The hottest places, where every tenant has something from the start. */
export const seededPlaces: readonly Place[] = ['', ...services.slice(0, hot)].flatMap((service) =>
  names
    .slice(0, hot)
    .flatMap((name) => [
      { service, tag: 'tenant_config' as const, name },
      ...(service === '' ? [] : [{ service, tag: 'param_config' as const, name }]),
    ]),
);
