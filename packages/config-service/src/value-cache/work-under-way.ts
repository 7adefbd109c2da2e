import type { ConfigTag, TenantId } from '@leasehold/domain';
import type { EncodedEntry } from '../encoding/encoded-entry.ts';
import type { ListingTicket, LoadTicket, WriteTicket } from './tenant-space.ts';

/** One key of one tenant. `key` is unique inside the tenant: it holds the service too. */
export interface Place {
  readonly tenant: TenantId;
  readonly key: string;
  readonly tag: ConfigTag;
}

/** A load of one key, shared by every caller of the tenant that asks while it is under way. */
export interface SharedLoad {
  /** True when another caller began it: its failure may then be about that caller and not about this one. */
  readonly joined: boolean;
  /** `null` when nothing is stored. */
  readonly result: Promise<EncodedEntry | null>;
}

/** A load that has begun; hand it back to `ValueCache.endLoad` whatever comes of it. */
export interface OpenLoad {
  readonly place: Place;
  readonly ticket: LoadTicket;
}

/** What a load came to. An outrun entry is older than what this instance has given out: it must be read again. */
export interface Loaded {
  readonly encoded: EncodedEntry | null;
  readonly outrun: boolean;
}

/** A write that has begun; hand it back to `ValueCache.endWrite` whatever comes of it. */
export interface OpenWrite {
  readonly place: Place;
  readonly ticket: WriteTicket;
}

/** A listing that has begun; hand it back to `ValueCache.endListing` whatever comes of it. */
export interface OpenListing {
  readonly tenant: TenantId;
  readonly ticket: ListingTicket;
}

/** One key that is held, for whoever compares it with the store. `version` is 0 for "nothing stored". */
export interface HeldKey {
  readonly key: string;
  readonly version: number;
  readonly loadedAt: number;
}
