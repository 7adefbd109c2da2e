import { observe, parts, type Token } from '@leasehold/config-service';

const shownParts = [
  'keyChanges',
  'valueCache',
  'refills',
  'freshnessTally',
  'refreshTally',
  'reconcile',
  'watchHub',
  'watchTally',
] as const;

type Part<T> = T extends Token<infer P> ? P : never;

/** Parts of a running instance that tests look at, or set off. */
export type InstanceParts = { readonly [N in (typeof shownParts)[number]]: Part<(typeof parts)[N]> };

/** Modules for the composition of one instance, and its parts, each there as soon as it is made. */
export function shownInstance(): { readonly modules: readonly ReturnType<typeof observe>[]; shown(): InstanceParts } {
  const made: Record<string, unknown> = {};
  return {
    modules: shownParts.map((name) =>
      observe<unknown>(parts[name] as Token<unknown>, (part) => {
        made[name] = part;
      }),
    ),
    shown() {
      const missing = shownParts.filter((name) => made[name] === undefined);
      if (missing.length > 0) throw new Error(`this service is made without ${missing}`);
      return made as InstanceParts;
    },
  };
}
