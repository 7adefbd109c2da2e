import type { EncodedMessage } from '@leasehold/contract';
import {
  type ConfigName,
  type ConfigTag,
  PermissionDeniedError,
  parseConfigKey,
  type ServiceName,
  type TenantCredentials,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { VersionPage } from '@leasehold/storage';
import type { CredentialVendor, Schedule } from '@leasehold/vending';
import type { ServedEntry } from '../encoding/served-entry.ts';
import { cacheKeyOf } from '../use-cases/address.ts';
import type { Call } from '../use-cases/call.ts';
import type { ListConfigs } from '../use-cases/list-configs.ts';
import type { StoreRoutes } from '../use-cases/store-routes.ts';
import { openSession } from '../use-cases/tenant-session.ts';
import { maxReads, tooLate, type ValueCache } from '../value-cache/value-cache.ts';
import { FairPlaces } from './fair-places.ts';
import { NextFlight } from './next-flight.ts';
import { readResumeToken } from './resume-token.ts';
import { ToldKeys } from './told-keys.ts';
import { keyIn, type SnapshotReason, snapshotMessage } from './watch-messages.ts';
import type { WatchHost, WatchStream } from './watch-stream.ts';

/** What openings are made of. */
export interface OpeningParts {
  readonly listConfigs: Pick<ListConfigs, 'execute'>;
  readonly values: Pick<ValueCache, 'beginListing' | 'endListing'>;
  readonly vendor: CredentialVendor;
  readonly stores: StoreRoutes;
  readonly schedule: Schedule;
}

const pageSize = 100;
/** Entries in one message, in bytes; a gRPC client takes 4 MiB unless told otherwise. */
const maxPartBytes = 1024 * 1024;
/** Snapshots under way. Each holds a page and a part, some 2 MiB, for as long as its reader takes, so that reader has only so long. */
const snapshotsAtATime = { most: 128, mostOfOne: 16 };
const patienceMs = 20_000;

/**
 * The beginning of a watch, with the caller's own rights: a snapshot, or what has changed since its resume token. Whoever calls this
 * sees to it that changes made meanwhile are marked in the stream, so that there is no gap.
 */
export class WatchOpening {
  readonly #parts: OpeningParts;
  readonly #host: Pick<WatchHost, 'clock' | 'tally'>;
  /** The number of the last read of a watched key that has begun. */
  readonly #begun: () => number;
  readonly #listings = new NextFlight<ReadonlyMap<ConfigName, number>>();
  readonly #places = new FairPlaces(snapshotsAtATime);

  constructor(parts: OpeningParts, host: Pick<WatchHost, 'clock' | 'tally'>, begun: () => number) {
    this.#parts = parts;
    this.#host = host;
    this.#begun = begun;
  }

  /** Resolves when the stream is live. @throws what the vendor and the store throw */
  async open(stream: WatchStream, token: Uint8Array, call: Call): Promise<void> {
    const { scope } = stream.view;
    const told = token.length === 0 ? 'first' : readResumeToken(scope, token, this.#host.clock.now());
    if (typeof told !== 'string') {
      await this.#resume(stream, told, call);
      return;
    }
    const leave = await this.#places.enter(scope.tenant);
    try {
      await this.#snapshot(stream, told, call);
    } finally {
      leave();
    }
  }

  /** One page is read at a time, and the next when there is room for it. */
  async #snapshot(stream: WatchStream, reason: SnapshotReason, call: Call): Promise<void> {
    this.#host.tally.snapshot(reason);
    let told = ToldKeys.none;
    let part: ServedEntry[] = [];
    let bytes = 0;
    for (const tag of stream.view.scope.tags) {
      for await (const entry of this.#entries(stream, tag, call)) {
        const size = entry.encoded.bytes.length;
        if (bytes + size > maxPartBytes && part.length > 0) {
          await this.#say(stream, snapshotMessage(part, reason, null));
          part = [];
          bytes = 0;
        }
        part.push(entry);
        bytes += size;
        told = told.with(keyIn(entry.encoded), entry.encoded.version);
      }
    }
    told = stream.view.shared(told);
    await this.#say(stream, snapshotMessage(part, reason, stream.view.token(told, this.#host.clock.now())));
    stream.goLive(told, this.#begun());
  }

  async #say(stream: WatchStream, message: EncodedMessage): Promise<void> {
    const callOff = this.#parts.schedule(patienceMs, () => stream.end(tooSlow()));
    try {
      await stream.say(message);
    } finally {
      callOff();
    }
  }

  async *#entries({ caller, view }: WatchStream, tag: ConfigTag, call: Call): AsyncGenerator<ServedEntry> {
    const { service, prefix } = view.scope;
    let pageToken: string | null = '';
    while (pageToken !== null) {
      const request = { service: service ?? '', tag, pageSize, pageToken };
      const page: Awaited<ReturnType<ListConfigs['execute']>> = await this.#parts.listConfigs.execute(
        caller,
        request,
        call,
      );
      for (const entry of page.entries) if (keyIn(entry.encoded).startsWith(prefix)) yield entry;
      pageToken = page.next;
    }
  }

  /** Compares versions, and has what differs read; what is not there any more is told as deleted. */
  async #resume(stream: WatchStream, known: ToldKeys, call: Call): Promise<void> {
    this.#host.tally.resumed += 1;
    const there = await this.#versions(stream, call);
    for (const [key, version] of there) if (known.versionOf(key) !== version) stream.mark(key);
    const after = this.#begun();
    stream.beat();
    stream.goLive(stream.view.shared(known), after);
    for (const [text] of known) {
      // One that changed again meanwhile is being read.
      if (there.has(text) || stream.awaits(text)) continue;
      stream.offer({ key: parseConfigKey(text), text, entry: null }, after + 1);
    }
  }

  async #versions({ caller, view }: WatchStream, call: Call): Promise<ReadonlyMap<string, number>> {
    const { tenant, service, prefix, tags } = view.scope;
    const listed = tags.map(async (tag) => {
      const list = (): Promise<ReadonlyMap<ConfigName, number>> => this.#list(caller, service, tag, call);
      // When an instance has stopped, all its watchers come at once. What AWS held against another's token says nothing of this one.
      const shared = this.#listings.run(`${tenant}/${service ?? ''}/${tag}`, list);
      const versions = await shared.catch((failure: unknown) => {
        if (failure instanceof UnauthenticatedError || failure instanceof PermissionDeniedError) return list();
        throw failure;
      });
      return [...versions].map(([name, version]) => [`${tag}_${name}`, version] as const);
    });
    const all = (await Promise.all(listed)).flat();
    return new Map(all.filter(([key]) => key.startsWith(prefix)));
  }

  /** All versions of a store. It may be shared, so it goes on though its first caller has left. */
  async #list(
    caller: VerifiedTenant,
    service: ServiceName | null,
    tag: ConfigTag,
    call: Call,
  ): Promise<ReadonlyMap<ConfigName, number>> {
    const found = new Map<ConfigName, number>();
    let after: string | null = null;
    do {
      const credentials = await openSession(this.#parts.vendor, caller, 'read', service, call);
      const page: VersionPage = await this.#page(credentials, tag, service, after);
      for (const [name, version] of page.versions) found.set(name, version);
      after = page.next;
    } while (after !== null);
    return found;
  }

  /** Reads the page again while it has a version older than one that this instance has given out. */
  async #page(
    credentials: TenantCredentials,
    tag: ConfigTag,
    service: ServiceName | null,
    after: string | null,
  ): Promise<VersionPage> {
    const { values, stores } = this.#parts;
    for (let reads = 0; reads < maxReads; reads += 1) {
      const listing = values.beginListing(credentials.tenant);
      let page: VersionPage | undefined;
      let outrun = false;
      try {
        page = await stores.storeFor(tag).versions(credentials, service, { limit: pageSize, after });
      } finally {
        const versions = [...(page?.versions ?? [])].map(
          ([name, version]) => [cacheKeyOf(service, { tag, name }), version] as const,
        );
        outrun = values.endListing(listing, new Map(versions));
      }
      if (!outrun) return page;
    }
    throw tooLate();
  }
}

function tooSlow(): UnavailableError {
  return new UnavailableError(
    `a part of the snapshot was not read within ${patienceMs / 1_000} s; watch again, and read what comes`,
    1_000,
  );
}
