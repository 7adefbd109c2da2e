import { ResourceExhaustedError, UnavailableError } from '@leasehold/domain';
import type { CachingVendor, FairBudget } from '@leasehold/vending';
import { cacheKeyOf } from '../use-cases/address.ts';
import type { StoreRoutes } from '../use-cases/store-routes.ts';
import { sessionAtHand } from '../use-cases/tenant-session.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import type { ComparisonOutcome, FreshnessTally } from './freshness-tally.ts';
import type { KeyChanges } from './key-changes.ts';
import { type KeyGroup, keysIn, type NamedKey } from './key-group.ts';
import type { WatchedGroups } from './watched-groups.ts';

/** What a check is made of. */
export interface GroupCheckParts {
  readonly values: Pick<ValueCache, 'held' | 'expire' | 'invalidate' | 'beginListing' | 'endListing'>;
  readonly vendor: Pick<CachingVendor, 'held'>;
  readonly stores: StoreRoutes;
  readonly changes: Pick<KeyChanges, 'changed'>;
  readonly watched: Pick<WatchedGroups, 'listed'>;
  /** Calls to the store, one a page. */
  readonly budget: Pick<FairBudget, 'turn'>;
  readonly tally: Pick<FreshnessTally, 'foundChanged' | 'forgotten'>;
  readonly onFailure: (failure: unknown) => void;
}

/**
 * How a listing ended: with all there is, with all that is held, at the bound of its pages, without a session, because the store
 * could not be asked for the moment, or because it refused.
 */
type End = 'complete' | 'enough' | 'cut' | 'no-session' | 'failed' | 'refused';

const outcomes: Readonly<Record<End, ComparisonOutcome>> = {
  complete: 'compared',
  enough: 'compared',
  cut: 'compared',
  'no-session': 'unverifiable',
  failed: 'failed',
  refused: 'failed',
};

const pageSize = 100;
/** A service with more keys than so many pages tell is forgotten beyond them: one tenant must not take the whole budget. */
const maxPages = 100;

/** Compares what is held of one service with what its store holds, and has what differs read again. */
export class GroupCheck {
  readonly #parts: GroupCheckParts;

  constructor(parts: GroupCheckParts) {
    this.#parts = parts;
  }

  /**
   * What was held before the listing began, is held still and is older than what it tells has changed without anybody's telling.
   * While the store cannot be asked values stay: their own time bounds them. Without a session their time is over, since nobody could say
   * for how long they would be wrong: whoever asks brings a session, and only if that fails are they served, told as stale. Where AWS
   * refuses the listing they are forgotten. Never rejects.
   */
  async check(group: KeyGroup, isWatched: boolean): Promise<ComparisonOutcome> {
    try {
      await this.#parts.budget.turn(group.tenant, { urgency: 'soon' });
    } catch {
      return 'failed';
    }
    const before = this.#held(group);
    if (before.size === 0 && !isWatched) return 'compared';
    const versions = new Map<string, number>();
    const listing = this.#parts.values.beginListing(group.tenant);
    const end = await this.#list(group, isWatched ? null : before, versions);
    // Before the listing is closed, which forgets what is older than it by itself.
    this.#compare(group, before, versions, end);
    this.#parts.values.endListing(listing, versions);
    if (isWatched && end === 'complete') this.#tell(group, versions);
    return outcomes[end];
  }

  /** Adds to `versions` until those of all `wanted` keys are known, or of all there are when it is `null`. */
  async #list(
    group: KeyGroup,
    wanted: ReadonlyMap<string, NamedKey> | null,
    versions: Map<string, number>,
  ): Promise<End> {
    const { service, tag } = group;
    let after: string | null = null;
    try {
      for (let pages = 0; pages < maxPages; pages += 1) {
        if (pages > 0) await this.#parts.budget.turn(group.tenant, { urgency: 'soon' });
        const session = sessionAtHand(this.#parts.vendor, group.tenant, service);
        if (session === null) return 'no-session';
        const page = await this.#parts.stores.storeFor(tag).versions(session, service, { limit: pageSize, after });
        for (const [name, version] of page.versions) versions.set(cacheKeyOf(service, { tag, name }), version);
        if (page.next === null) return 'complete';
        if (wanted !== null && [...wanted.keys()].every((key) => versions.has(key))) return 'enough';
        after = page.next;
      }
      return 'cut';
    } catch (failure) {
      this.#parts.onFailure(failure);
      const passes = failure instanceof UnavailableError || failure instanceof ResourceExhaustedError;
      return passes ? 'failed' : 'refused';
    }
  }

  #compare(
    group: KeyGroup,
    before: ReadonlyMap<string, NamedKey>,
    versions: ReadonlyMap<string, number>,
    end: End,
  ): void {
    const now = this.#held(group);
    for (const [key, was] of before) {
      const is = now.get(key);
      if (is === undefined || is.version !== was.version) continue;
      const listed = versions.get(key) ?? (end === 'complete' ? 0 : undefined);
      // What was loaded since is as new as the listing. But a version that is gone does not return: its load had begun before.
      if (is.loadedAt !== was.loadedAt && listed !== 0) continue;
      if (listed === undefined) {
        if (end === 'cut' || end === 'refused') this.#forget(group, key);
        if (end === 'no-session') this.#expire(group, key);
        continue;
      }
      // A version below the held one is the store's lag, not a change: versions never go back.
      if (listed > was.version || (listed === 0 && was.version > 0)) this.#changed(group, was);
    }
  }

  #changed({ tenant, service, tag }: KeyGroup, { name }: NamedKey): void {
    this.#parts.tally.foundChanged(tag);
    this.#parts.changes.changed(tenant, service, { tag, name }, 'sweep');
  }

  #forget({ tenant, tag }: KeyGroup, key: string): void {
    this.#parts.tally.forgotten(tag);
    this.#parts.values.invalidate(tenant, key);
  }

  #expire({ tenant, tag }: KeyGroup, key: string): void {
    if (this.#parts.values.expire(tenant, key)) this.#parts.tally.forgotten(tag);
  }

  #tell(group: KeyGroup, versions: ReadonlyMap<string, number>): void {
    try {
      this.#parts.watched.listed(group, versions);
    } catch (failure) {
      this.#parts.onFailure(failure);
    }
  }

  #held(group: KeyGroup): ReadonlyMap<string, NamedKey> {
    return keysIn(this.#parts.values.held(group.tenant), group);
  }
}
