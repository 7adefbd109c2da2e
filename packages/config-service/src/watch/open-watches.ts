import type { ServiceName, TenantId } from '@leasehold/domain';
import type { KeyGroup } from '../freshness/key-group.ts';
import type { WatchedKey } from './key-reads.ts';
import { covers, type WatchScope } from './watch-scope.ts';
import type { WatchStream } from './watch-stream.ts';
import { WatchView } from './watch-view.ts';

interface Watched {
  readonly view: WatchView;
  readonly streams: Set<WatchStream>;
}

/** All watchers, found by whose keys they watch: what is one tenant's is looked for among that tenant's alone. */
export class OpenWatches {
  readonly #tenants = new Map<TenantId, Map<ServiceName | null, Map<string, Watched>>>();
  readonly #counts = new Map<TenantId, number>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The view for watchers of this scope: one for all that are here. */
  view(scope: WatchScope): WatchView {
    const { tenant, service, prefix } = scope;
    const known = this.#tenants.get(tenant)?.get(service)?.get(prefix)?.view;
    return known ?? new WatchView(scope, () => this.#views(tenant, service));
  }

  *#views(tenant: TenantId, service: ServiceName | null): Generator<WatchView> {
    for (const { view } of this.#tenants.get(tenant)?.get(service)?.values() ?? []) yield view;
  }

  add(stream: WatchStream): void {
    const { tenant, service, prefix } = stream.view.scope;
    const services = getOr(this.#tenants, tenant, () => new Map());
    const prefixes = getOr(services, service, () => new Map<string, Watched>());
    getOr(prefixes, prefix, () => ({ view: stream.view, streams: new Set() })).streams.add(stream);
    this.#size += 1;
    this.#counts.set(tenant, this.countOf(tenant) + 1);
  }

  remove(stream: WatchStream): void {
    const { tenant, service, prefix } = stream.view.scope;
    const services = this.#tenants.get(tenant);
    const prefixes = services?.get(service);
    const watched = prefixes?.get(prefix);
    if (watched?.streams.delete(stream) !== true) return;
    this.#size -= 1;
    const others = this.countOf(tenant) - 1;
    if (others > 0) this.#counts.set(tenant, others);
    else this.#counts.delete(tenant);
    if (watched.streams.size === 0) prefixes?.delete(prefix);
    if (prefixes?.size === 0) services?.delete(service);
    if (services?.size === 0) this.#tenants.delete(tenant);
  }

  /** Everybody who watches the key. */
  *watching({ tenant, service, key }: WatchedKey): Generator<WatchStream> {
    for (const { view, streams } of this.#tenants.get(tenant)?.get(service)?.values() ?? []) {
      if (covers(view.scope, key)) yield* streams;
    }
  }

  /** How many are this tenant's. */
  countOf(tenant: TenantId): number {
    return this.#counts.get(tenant) ?? 0;
  }

  *of(tenant: TenantId): Generator<WatchStream> {
    for (const prefixes of this.#tenants.get(tenant)?.values() ?? []) {
      for (const { streams } of prefixes.values()) yield* streams;
    }
  }

  *all(): Generator<WatchStream> {
    for (const tenant of this.#tenants.keys()) yield* this.of(tenant);
  }

  /** Everybody who watches keys of this service. */
  *ofService(tenant: TenantId, service: ServiceName | null): Generator<WatchStream> {
    for (const { streams } of this.#tenants.get(tenant)?.get(service)?.values() ?? []) yield* streams;
  }

  /** Each service and store of which somebody watches keys, once. */
  *groups(): Generator<KeyGroup> {
    for (const [tenant, services] of this.#tenants) {
      for (const [service, prefixes] of services) {
        const tags = new Set([...prefixes.values()].flatMap(({ view }) => view.scope.tags));
        for (const tag of tags) yield { tenant, service, tag };
      }
    }
  }
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
