import type { Sabotage } from './model-system.ts';

/** Each takes one thing away that freshness rests on. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'a late load may bring what is older than what was given out': ({ valueCache }) => {
    const endLoad = valueCache.endLoad.bind(valueCache);
    valueCache.endLoad = (open, entry) => ({ ...endLoad(open, entry), outrun: false });
  },
  'a load that began before a change may publish after it': ({ valueCache }) => {
    const beginLoad = valueCache.beginLoad.bind(valueCache);
    valueCache.beginLoad = (place) => {
      const open = beginLoad(place);
      Object.defineProperty(open.ticket, 'superseded', { get: () => false, set: () => undefined });
      return open;
    };
  },
  'nothing is ever compared with the stores': ({ reconcile }) => {
    reconcile.sweep = async () => undefined;
  },
  'values of all tenants share one space': ({ valueCache }) => {
    const { lookup, load, beginLoad } = valueCache;
    const everybody = 'acme-1' as Parameters<typeof lookup>[0];
    valueCache.lookup = (_tenant, key, now) => lookup.call(valueCache, everybody, key, now);
    valueCache.load = (place, ...rest) => load.call(valueCache, { ...place, tenant: everybody }, ...rest);
    valueCache.beginLoad = (place) => beginLoad.call(valueCache, { ...place, tenant: everybody });
  },
  'a refresh forgets the service': ({ keyChanges }) => {
    const changed = keyChanges.changed.bind(keyChanges);
    keyChanges.changed = (tenant, _service, key, cause) => changed(tenant, null, key, cause);
  },
  'a refresh reaches nothing': ({ keyChanges }) => {
    keyChanges.changed = () => undefined;
  },
  'a write leaves what was known before': ({ valueCache }) => {
    valueCache.beginWrite = (place) => ({ place, ticket: { contested: true, newest: 0 } });
    valueCache.endWrite = () => undefined;
  },
};
