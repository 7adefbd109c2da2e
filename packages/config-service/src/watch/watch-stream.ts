import type { EncodedMessage } from '@leasehold/contract';
import type { Clock, VerifiedTenant } from '@leasehold/domain';
import { assertMayRead } from '../use-cases/access.ts';
import { AbandonedError } from '../value-cache/single-flight.ts';
import { type Outcome, versionOf } from './outcome.ts';
import { PendingChanges } from './pending-changes.ts';
import { ToldKeys } from './told-keys.ts';
import { heartbeatMessage } from './watch-messages.ts';
import type { WatchTally } from './watch-tally.ts';
import type { WatchView } from './watch-view.ts';

/** Where a watcher's messages go. One is written at a time. */
export interface WatchSink {
  /** Hands a message on; `done` is called once there is room for the next, and never if there will be none. */
  write(message: EncodedMessage, done: () => void): void;
  /** Ends the stream with this failure. */
  end(failure: Error): void;
}

/** What a watcher needs of the hub. */
export interface WatchHost {
  readonly clock: Clock;
  readonly tally: WatchTally;
  /** @throws what a call of this caller would be told now: that its token has expired, or its tenant is revoked */
  check(caller: VerifiedTenant): void;
  /** Has the key read, by a read that began after `after`, and its outcome offered to all who watch it. */
  readKey(stream: WatchStream, key: string, after: number): void;
  /** The stream has ended. */
  ended(stream: WatchStream): void;
}

/** Keys a watcher has read for itself at a time. */
const readsAtATime = 8;
/** Bytes of outcomes kept for one watcher that is slow. */
const maxPendingBytes = 1024 * 1024;

/**
 * One watcher: what it has been told, and what it has still to be told. Until its opening is over, and while its transport has no room,
 * it only takes note of what changed, so nobody waits for it.
 */
export class WatchStream {
  readonly caller: VerifiedTenant;
  readonly view: WatchView;
  readonly #sink: WatchSink;
  readonly #host: WatchHost;
  readonly #pending = new PendingChanges(maxPendingBytes);
  /** Keys being read for this one. */
  readonly #asked = new Set<string>();
  #told = ToldKeys.none;
  /** The number of the last read that began before the opening was over. */
  #liveSince: number | null = null;
  #busy = false;
  #pumping = false;
  #beat = false;
  #ended = false;
  #wroteAt: number;
  #whenRoom: Pick<PromiseWithResolvers<void>, 'resolve' | 'reject'> | undefined;

  constructor(caller: VerifiedTenant, view: WatchView, sink: WatchSink, host: WatchHost) {
    this.caller = caller;
    this.view = view;
    this.#sink = sink;
    this.#host = host;
    this.#wroteAt = host.clock.now();
  }

  /** What it has been told by now. */
  get told(): ToldKeys {
    return this.#told;
  }

  /** When a message was last written, in milliseconds since the epoch. */
  get wroteAt(): number {
    return this.#wroteAt;
  }

  /** Whether it is still to be told of the key, so that what it has been told says nothing of it. */
  awaits(key: string): boolean {
    return this.#liveSince === null || this.#asked.has(key) || this.#pending.has(key);
  }

  /** Writes a message of the opening. Resolves when there is room for the next. @throws AbandonedError when there will be none */
  async say(message: EncodedMessage): Promise<void> {
    if (!this.look()) throw new AbandonedError();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#whenRoom = { resolve, reject };
    this.#write(message);
    await promise;
  }

  /** The opening is over: it has been told this by reads that began after number `after`, and is told of changes from now on. */
  goLive(told: ToldKeys, after: number): void {
    this.#told = told;
    this.#liveSince = after;
    this.#pump();
  }

  /** The key has changed, or may have; what into is to be read. */
  mark(key: string): void {
    if (this.#ended) return;
    this.#pending.mark(key);
    this.#pump();
  }

  /** A read found this; `began` is its number. Reads of one key come in their order. */
  offer(outcome: Outcome, began: number): void {
    if (this.#ended) return;
    const key = outcome.text;
    this.#asked.delete(key);
    // It may be older than what the opening told, or is about to.
    if (this.#liveSince === null || began <= this.#liveSince) {
      this.mark(key);
      return;
    }
    const version = versionOf(outcome);
    const told = this.#told.versionOf(key);
    if (version === told) this.#pending.forget(key);
    else if (version === 0 || (version > told && version >= this.#pending.versionOf(key))) {
      const isNewer = version !== this.#pending.versionOf(key);
      // Also in place of the same version: all that wait for a key share what was read last, and keep nothing else in memory.
      if (this.#pending.put(outcome) && isNewer) this.#host.tally.coalesced += 1;
    }
    this.#pump();
  }

  /** Says that it is alive, as soon as there is room. */
  beat(): void {
    this.#beat = true;
    this.#pump();
  }

  /** Ends the stream, `null` when its reader has left; nothing is written after this. Only the first time counts. */
  end(failure: Error | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#pending.clear();
    this.#asked.clear();
    this.#host.ended(this);
    this.#whenRoom?.reject(new AbandonedError());
    if (failure !== null) this.#sink.end(failure);
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (!this.#busy && !this.#ended && this.#liveSince !== null) {
      this.#readMore(this.#liveSince);
      const outcome = this.#pending.takeOutcome();
      if (outcome === undefined) this.#told = this.view.converged(this.#told);
      if (outcome === undefined && !this.#beat) break;
      if (!this.look()) break;
      if (outcome === undefined) this.#write(heartbeatMessage(this.#token()));
      else this.#tell(outcome);
    }
    this.#pumping = false;
  }

  #readMore(after: number): void {
    while (this.#asked.size < readsAtATime && !this.#pending.isFull) {
      const key = this.#pending.takeUnread();
      if (key === undefined) return;
      this.#asked.add(key);
      this.#host.readKey(this, key, after);
    }
  }

  #tell(outcome: Outcome): void {
    const { message, told } = this.view.step(this.#told, outcome, this.#host.clock.now());
    this.#told = told;
    this.#host.tally.delivered += 1;
    this.#write(message);
  }

  #token(): Buffer {
    return this.view.token(this.#told, this.#host.clock.now());
  }

  /** Looks whether it may be told anything still, and ends it if not. Done before every message, whatever timers do. */
  look(): boolean {
    if (this.#ended) return false;
    try {
      this.#host.check(this.caller);
      assertMayRead(this.caller, this.view.scope.service);
      return true;
    } catch (failure) {
      this.end(failure instanceof Error ? failure : new Error('a check threw something that is no error'));
      return false;
    }
  }

  #write(message: EncodedMessage): void {
    this.#busy = true;
    this.#beat = false;
    this.#wroteAt = this.#host.clock.now();
    this.#sink.write(message, () => {
      this.#busy = false;
      const whenRoom = this.#whenRoom;
      this.#whenRoom = undefined;
      if (this.#ended) return;
      whenRoom?.resolve();
      this.#pump();
    });
  }
}
