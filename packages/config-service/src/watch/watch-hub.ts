import {
  type Clock,
  formatConfigKey,
  NotFoundError,
  PermissionDeniedError,
  parseConfigKey,
  ResourceExhaustedError,
  type TenantId,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { TokenVerifier } from '@leasehold/identity';
import type { FairBudget, Schedule } from '@leasehold/vending';
import type { KeyChange, KeyChanges } from '../freshness/key-changes.ts';
import type { KeyGroup } from '../freshness/key-group.ts';
import type { WatchedGroups } from '../freshness/watched-groups.ts';
import type { ForgottenTenants } from '../revocation/forgotten-tenants.ts';
import type { RevokedTenants } from '../revocation/revoked-tenants.ts';
import { assertMayRead } from '../use-cases/access.ts';
import type { Call } from '../use-cases/call.ts';
import type { GetConfig } from '../use-cases/get-config.ts';
import { KeyReads, type WatchedKey } from './key-reads.ts';
import { LostChanges } from './lost-changes.ts';
import { OpenWatches } from './open-watches.ts';
import type { Outcome } from './outcome.ts';
import { withoutSecret } from './watch-messages.ts';
import { type OpeningParts, WatchOpening } from './watch-opening.ts';
import { parseWatchScope } from './watch-scope.ts';
import { type WatchSink, WatchStream } from './watch-stream.ts';
import type { WatchTally } from './watch-tally.ts';

/** What a caller asks to watch, unchecked. */
export interface WatchRequest {
  readonly service: string;
  readonly keyPrefix: string;
  /** Empty for none. */
  readonly resumeToken: Uint8Array;
}

export interface WatchLimits {
  readonly maxWatches: number;
  readonly maxWatchesPerTenant: number;
  readonly heartbeatMs: number;
  /** How long one read for a watcher may wait for a session, in milliseconds. */
  readonly maxReadMs: number;
}

/** What the hub is made of. */
export interface WatchHubParts extends OpeningParts {
  readonly limits: WatchLimits;
  readonly changes: Pick<KeyChanges, 'onChange'>;
  readonly getConfig: Pick<GetConfig, 'execute'>;
  readonly budget: Pick<FairBudget, 'turn'>;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Of [0, 1). */
  readonly random: () => number;
  readonly tally: WatchTally;
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  readonly revoked: Pick<RevokedTenants, 'check'>;
  readonly forgotten: Pick<ForgottenTenants, 'onForget'>;
  /** Told when a watched key cannot be read for a reason that does not pass by itself. */
  readonly onFailure: (failure: unknown) => void;
}

/** Watchers whose rights are tried for one read, one after the other. */
const maxCallersTried = 3;
/** Keys compared with what watchers were told before others have their turn: some 20 ms. */
const comparedAtOnce = 200_000;

/**
 * Tells watchers what changed. A watcher is here before its snapshot is read, so that nothing falls between; a changed key is read once
 * for all watchers of its tenant, with the rights of one of them, and given to each that has not been told of it.
 */
export class WatchHub implements WatchedGroups {
  readonly #parts: WatchHubParts;
  readonly #watches = new OpenWatches();
  readonly #reads: KeyReads;
  readonly #opening: WatchOpening;
  readonly #timers = new Map<WatchStream, () => void>();
  readonly #stopListening: () => void;
  #closed: Error | null = null;

  constructor(parts: WatchHubParts) {
    this.#parts = parts;
    this.#reads = new KeyReads({
      ...parts,
      isWatched: (key) => this.#watches.watching(key).next().done !== true,
      read: (key) => this.#read(key),
      tell: (key, outcome, began) => {
        for (const stream of [...this.#watches.watching(key)]) stream.offer(outcome, began);
      },
      failed: (failure, failures) => this.#failed(failure, failures),
    });
    this.#opening = new WatchOpening(parts, parts, () => this.#reads.begun);
    this.#stopListening = parts.changes.onChange((change) => this.#changed(change));
    parts.forgotten.onForget((tenant) => {
      for (const stream of [...this.#watches.of(tenant)]) stream.look();
    });
  }

  /** Watches open now. */
  get size(): number {
    return this.#watches.size;
  }

  /**
   * Begins a watch; whatever comes of it comes by `sink`, its end too. The caller's leaving is to be told by `end(null)`.
   * @throws InvalidInputError, PermissionDeniedError, ResourceExhaustedError; what {@link close} was given
   */
  open(caller: VerifiedTenant, request: WatchRequest, sink: WatchSink): WatchStream {
    if (this.#closed !== null) throw this.#closed;
    const scope = parseWatchScope(caller.tenant, request.service, request.keyPrefix);
    assertMayRead(caller, scope.service);
    this.#admit(caller.tenant);
    const { clock, tally } = this.#parts;
    let wanted = true;
    const stream = new WatchStream(caller, this.#watches.view(scope), sink, {
      clock,
      tally,
      check: (each) => this.#check(each),
      readKey: (_stream, text, after) => this.#reads.request({ ...scope, key: parseConfigKey(text) }, after),
      ended: (ended) => {
        wanted = false;
        this.#watches.remove(ended);
        this.#timers.get(ended)?.();
        this.#timers.delete(ended);
      },
    });
    this.#watches.add(stream);
    this.#time(stream);
    const call = this.#callFor(() => wanted);
    this.#opening
      .open(stream, request.resumeToken, call)
      .catch((failure: unknown) => stream.end(failure instanceof Error ? failure : new Error('no error was thrown')));
    return stream;
  }

  /** The services and stores somebody watches keys of. */
  watched(): Iterable<KeyGroup> {
    return this.#watches.groups();
  }

  /** All keys of a group that somebody watches: whoever was told something else is told what has become of it. */
  listed(group: KeyGroup, versions: ReadonlyMap<string, number>): void {
    this.#compare(group, new LostChanges(group, versions), [...this.#watches.ofService(group.tenant, group.service)]);
  }

  /** In turns: thousands of watchers who were all told something else must not hold up everybody's calls. */
  #compare(group: KeyGroup, lost: LostChanges, watchers: readonly WatchStream[]): void {
    if (this.#closed !== null) return;
    const atOnce = Math.max(1, Math.floor(comparedAtOnce / (lost.size + 1)));
    for (const key of lost.of(watchers.slice(0, atOnce))) {
      const watched = { tenant: group.tenant, service: group.service, key };
      if (this.#reads.has(watched)) continue;
      this.#parts.tally.repaired += 1;
      this.#reads.changed(watched);
    }
    const others = watchers.slice(atOnce);
    if (others.length > 0) this.#parts.schedule(0, () => this.#compare(group, lost, others));
  }

  /** Ends all watches, and lets no other begin. */
  close(failure: Error): void {
    if (this.#closed !== null) return;
    this.#closed = failure;
    this.#stopListening();
    this.#reads.close();
    for (const stream of [...this.#watches.all()]) stream.end(failure);
  }

  #admit(tenant: TenantId): void {
    const { maxWatches, maxWatchesPerTenant } = this.#parts.limits;
    if (this.#watches.size >= maxWatches) {
      throw new ResourceExhaustedError(`this instance has ${maxWatches} watches open already`, 1_000);
    }
    if (this.#watches.countOf(tenant) >= maxWatchesPerTenant) {
      throw new ResourceExhaustedError(
        `this tenant has ${maxWatchesPerTenant} watches open on this instance already`,
        1_000,
      );
    }
    // A few tenants that watch as much as they may must not keep all others from it.
    const isCrowded = this.#watches.size >= maxWatches - Math.floor(maxWatches / 4);
    if (isCrowded && this.#watches.countOf(tenant) >= Math.ceil(maxWatches / 100)) {
      throw new ResourceExhaustedError(
        'the watches this instance has left are for tenants with less than a hundredth of them',
        1_000,
      );
    }
  }

  /** @throws what a call of this caller would be told now */
  #check(caller: VerifiedTenant): void {
    if (this.#parts.clock.now() >= caller.expiresAt) throw new UnauthenticatedError('expired');
    this.#parts.revoked.check(caller);
  }

  /** Whoever tells of changes waits for this, so nothing is read yet. @returns whether it will be, for somebody who watches */
  #changed({ tenant, service, key }: KeyChange): boolean {
    const changed = { tenant, service, key };
    const isWatched = this.#watches.watching(changed).next().done !== true;
    if (isWatched) this.#reads.changed(changed);
    return isWatched;
  }

  async #read(watched: WatchedKey): Promise<Outcome> {
    const { service, key } = watched;
    const text = formatConfigKey(key);
    const call = this.#callFor(() => this.#closed === null);
    let refusal: Error = new UnavailableError('nobody watches this key any more', 0);
    for (const caller of this.#callersFor(watched)) {
      try {
        const served = await this.#parts.getConfig.execute(caller, { service: service ?? '', key: text }, call);
        if (served.source === 'stale') throw new UnavailableError('the store cannot be asked', 0);
        return { key, text, entry: { ...served, encoded: withoutSecret(served.encoded) } };
      } catch (failure) {
        if (failure instanceof NotFoundError) return { key, text, entry: null };
        // What AWS holds against one caller's token says nothing about the next one's.
        if (!(failure instanceof UnauthenticatedError || failure instanceof PermissionDeniedError)) throw failure;
        refusal = failure;
      }
    }
    throw refusal;
  }

  #callersFor(watched: WatchedKey): readonly VerifiedTenant[] {
    const callers = new Set<VerifiedTenant>();
    for (const { caller } of this.#watches.watching(watched)) {
      if (callers.size >= maxCallersTried) break;
      if (caller.expiresAt > this.#parts.clock.now()) callers.add(caller);
    }
    return [...callers];
  }

  #callFor(isWanted: () => boolean): Call {
    return { isWanted, remainingMs: () => this.#parts.limits.maxReadMs, follow: (work) => work() };
  }

  #failed(failure: unknown, failures: number): void {
    this.#parts.tally.failedReads += 1;
    const passes = failure instanceof UnavailableError || failure instanceof ResourceExhaustedError;
    if (failures === 1 && !passes) this.#parts.onFailure(failure);
  }

  /** As with calls, a token that its issuer's keys do not stand for any more is good for nothing. That the issuer is down is no such case. */
  #verifyAgain(stream: WatchStream): void {
    this.#parts.verifier.verify(stream.caller.token).catch((failure: unknown) => {
      if (failure instanceof UnauthenticatedError) stream.end(failure);
    });
  }

  /**
   * A service that is watched has a session at hand, though nobody reads: for the next change, and for the sweep that finds changes
   * nobody told of. One watcher's rights will do.
   */
  #keepSession(stream: WatchStream): void {
    const { tenant, service } = stream.view.scope;
    if (this.#watches.ofService(tenant, service).next().value !== stream) return;
    const options = { urgency: 'soon', withinMs: this.#parts.limits.maxReadMs } as const;
    this.#parts.vendor.vend(stream.caller, { access: 'read', service }, options).catch(() => {
      // Whoever needs it next is told why.
    });
  }

  /** Heartbeats, and the end when the token expires, by one timer a stream. */
  #time(stream: WatchStream): void {
    const { clock, schedule, limits } = this.#parts;
    const now = clock.now();
    // While there is no room for one heartbeat, another is not due.
    const sinceWritten = Math.min(now - stream.wroteAt, limits.heartbeatMs) % limits.heartbeatMs;
    const due = Math.min(now + limits.heartbeatMs - sinceWritten, stream.caller.expiresAt);
    const callOff = schedule(Math.max(due - now, 1), () => {
      const then = clock.now();
      if (!stream.look()) return;
      if (then - stream.wroteAt >= limits.heartbeatMs) stream.beat();
      this.#verifyAgain(stream);
      this.#keepSession(stream);
      this.#time(stream);
    });
    this.#timers.set(stream, callOff);
  }
}
