import type { ServiceState } from './discovery-service.ts';
import type { Attributes, Instance } from './instance.ts';

export const healthFilters = ['HEALTHY', 'UNHEALTHY', 'ALL', 'HEALTHY_OR_ELSE_ALL'] as const;
type HealthFilter = (typeof healthFilters)[number];

/** What DiscoverInstances asks of a service. */
export interface Discovery {
  /** All of these must match. */
  readonly query: Attributes;
  /** These too, unless nothing would be left. */
  readonly optional: Attributes;
  readonly health: HealthFilter;
  /** Without health checks the filter of health is ignored. */
  readonly hasHealth: boolean;
  readonly max: number;
  /** From 0 up to, but not including, its argument. */
  readonly random: (below: number) => number;
}

/** The instances asked for, in no order, without a next page: those beyond `max` cannot be had (Cloud Map API reference). */
export function discovered({ instances }: ServiceState, discovery: Discovery): readonly Instance[] {
  const { query, optional, health, hasHealth, max, random } = discovery;
  const wanted = instances.filter(({ attributes }) => has(attributes, query));
  const preferred = wanted.filter(({ attributes }) => has(attributes, optional));
  const chosen = preferred.length > 0 ? preferred : wanted;
  return shuffled(hasHealth ? ofHealth(chosen, health) : chosen, random).slice(0, max);
}

function ofHealth(instances: readonly Instance[], filter: HealthFilter): readonly Instance[] {
  if (filter === 'ALL') return instances;
  const found = instances.filter(({ health }) => health === (filter === 'UNHEALTHY' ? 'UNHEALTHY' : 'HEALTHY'));
  // Failing open: rather all of them than none.
  return filter === 'HEALTHY_OR_ELSE_ALL' && found.length === 0 ? instances : found;
}

function has(attributes: Attributes, wanted: Attributes): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(attributes, key) && attributes[key] === value);
}

function shuffled<T>(list: readonly T[], random: (below: number) => number): readonly T[] {
  const left = [...list];
  return list.flatMap(() => left.splice(random(left.length), 1));
}
