import assert from 'node:assert/strict';
import { fromBinary } from '@bufbuild/protobuf';
import {
  type EncodedMessage,
  type WatchConfigsResponse,
  WatchConfigsResponseSchema,
  WatchSnapshotReason,
} from '@leasehold/contract';
import type { VerifiedTenant } from '@leasehold/domain';
import type { WatchHub } from '../../src/watch/watch-hub.ts';
import type { WatchSink, WatchStream } from '../../src/watch/watch-stream.ts';

/** A watcher that keeps what it was told, and holds the service to its promises about versions. */
export class WatchingClient implements WatchSink {
  readonly caller: VerifiedTenant;
  readonly service: string;
  readonly keyPrefix: string;
  /** What is stored, as far as it knows: value and version by key. */
  known = new Map<string, string>();
  readonly received: WatchConfigsResponse[] = [];
  /** The bytes as they came. */
  readonly messages: EncodedMessage[] = [];
  token: Uint8Array = new Uint8Array();
  failure: Error | undefined;
  /** While it is slow there is no room for a second message. */
  isSlow = false;
  #room: (() => void) | undefined;
  #part = new Map<string, string>();
  #stream: WatchStream | undefined;
  readonly #told = new Set<string>();

  constructor(caller: VerifiedTenant, service = 'orders', keyPrefix = '') {
    this.caller = caller;
    this.service = service;
    this.keyPrefix = keyPrefix;
  }

  get isWatching(): boolean {
    return this.#stream !== undefined && this.failure === undefined;
  }

  /** Watches, from where it left off. */
  watch(hub: WatchHub): this {
    this.failure = undefined;
    this.#part = new Map();
    this.#room = undefined;
    const { service, keyPrefix } = this;
    this.#stream = hub.open(this.caller, { service, keyPrefix, resumeToken: this.token }, this);
    return this;
  }

  leave(): void {
    this.#stream?.end(null);
    this.#stream = undefined;
    this.#room = undefined;
  }

  write(message: EncodedMessage, done: () => void): void {
    assert.equal(this.#room, undefined, 'written to without room');
    this.messages.push(message);
    this.#take(fromBinary(WatchConfigsResponseSchema, message.bytes));
    this.#room = done;
    if (!this.isSlow) queueMicrotask(() => this.makeRoom(done));
  }

  makeRoom(of = this.#room): void {
    if (of === undefined || this.#room !== of) return;
    this.#room = undefined;
    of();
  }

  end(failure: Error): void {
    this.failure = failure;
    this.#stream = undefined;
  }

  /** The reasons of the snapshots it was given. */
  get snapshots(): readonly string[] {
    return this.received.flatMap(({ event }) =>
      event.case === 'snapshot' && event.value.complete ? [WatchSnapshotReason[event.value.reason] ?? ''] : [],
    );
  }

  /** What it was told by changes, such as `tenant_config_theme@2`; `@0` is a deletion. */
  get changes(): readonly string[] {
    return this.received.flatMap(({ event }) => {
      if (event.case !== 'change') return [];
      const { outcome } = event.value;
      return [`${outcome.value?.key}@${outcome.case === 'entry' ? outcome.value.version : 0}`];
    });
  }

  #take(message: WatchConfigsResponse): void {
    this.received.push(message);
    if (message.resumeToken.length > 0) this.token = message.resumeToken;
    const { event } = message;
    if (event.case === 'snapshot') {
      for (const { key, value, version } of event.value.entries) this.#part.set(key, `${value ?? 'secret'}@${version}`);
      assert.equal(event.value.complete, message.resumeToken.length > 0);
      if (!event.value.complete) return;
      this.known = this.#part;
      this.#part = new Map();
      return;
    }
    if (event.case !== 'change') return;
    const { outcome } = event.value;
    if (outcome.case === 'deletion') {
      assert.ok(this.known.delete(outcome.value.key), 'a deletion of what was not known');
      return;
    }
    assert.ok(outcome.case === 'entry');
    const { key, value, version } = outcome.value;
    const before = Number(this.known.get(key)?.split('@').at(-1) ?? 0);
    assert.ok(version > before, `version ${version} of ${key} after ${before}`);
    assert.ok(!this.#told.has(`${key}@${version}`), `version ${version} of ${key} was told before`);
    this.#told.add(`${key}@${version}`);
    this.known.set(key, `${value ?? 'secret'}@${version}`);
  }
}
