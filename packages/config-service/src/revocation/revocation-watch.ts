import { UnavailableError } from '@leasehold/domain';
import type { RevocationList } from '@leasehold/revocation';
import type { Schedule } from '@leasehold/vending';
import type { ServiceLog } from '../logging/service-log.ts';
import type { RevokedTenants } from './revoked-tenants.ts';

/** How often the list is read when nobody says that it changed. */
const pollMs = 15_000;
/** The least time between the beginnings of two reads that were asked for. */
const restMs = 1_000;
/**
 * It doubles up to this with each such read that finds nothing new: the revoker may ask as often as it likes, and what all
 * instances ask of IAM together must leave room for the change of the list itself.
 */
const maxRestMs = 5_000;
/** How soon to look again while a restored tenant waits for its moment. */
const momentMs = 1_000;

/** What the watch is made of. */
export interface WatchParts {
  readonly list: Pick<RevocationList, 'read'>;
  readonly revoked: Pick<RevokedTenants, 'follow' | 'count' | 'restoring'>;
  readonly schedule: Schedule;
  readonly log: Pick<ServiceLog, 'say' | 'failed'>;
}

interface Asking {
  readonly resolve: (version: string) => void;
  readonly reject: (failure: unknown) => void;
}

/**
 * Keeps this instance's idea of who is revoked at most 15 seconds old, once it has been read, and newer when told to look. A
 * read that fails changes nothing: the last known list stays in force, and the log says so once.
 */
export class RevocationWatch {
  readonly #parts: WatchParts;
  #asking: Asking[] = [];
  #reading = false;
  #resting = false;
  #closed = false;
  #failing = false;
  #version: string | undefined;
  #restoring = 0;
  #restMs = restMs;
  #callOffPoll: (() => void) | undefined;
  #callOffRest: (() => void) | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /**
   * Answers the version of the list that this instance acts on, by a read that began no earlier than this call. Callers share
   * reads, and no two reads begin within a second; within five while they find nothing new. @throws UnavailableError, and what
   * the list throws
   */
  async readNow(): Promise<string> {
    if (this.#closed) throw new UnavailableError('this instance is stopping', 0);
    return await new Promise((resolve, reject) => {
      this.#asking.push({ resolve, reject });
      this.#proceed();
    });
  }

  /** Whether the last read failed, so that the list in force may be out of date. Before the first success it is not in force. */
  get isFailing(): boolean {
    return this.#failing;
  }

  close(): void {
    this.#closed = true;
    this.#callOffPoll?.();
    this.#callOffRest?.();
    for (const { reject } of this.#asking.splice(0)) reject(new UnavailableError('this instance is stopping', 0));
  }

  #proceed(): void {
    if (this.#asking.length > 0 && !this.#reading && !this.#resting && !this.#closed) void this.#read();
  }

  async #read(): Promise<void> {
    this.#callOffPoll?.();
    const asking = this.#asking.splice(0);
    this.#reading = true;
    this.#rest();
    let nextMs = pollMs;
    let isNew = false;
    try {
      const state = await this.#parts.list.read();
      if (this.#parts.revoked.follow(state)) nextMs = momentMs;
      isNew = state.version !== this.#version;
      this.#tell(state.version);
      for (const { resolve } of asking) resolve(state.version);
    } catch (failure) {
      this.#tellFailure(failure);
      for (const { reject } of asking) reject(failure);
    }
    this.#reading = false;
    this.#restMs = isNew || asking.length === 0 ? restMs : Math.min(this.#restMs * 2, maxRestMs);
    if (this.#closed) return;
    // Before the first success whoever waits for readiness asks again.
    if (this.#version !== undefined) this.#callOffPoll = this.#parts.schedule(nextMs, () => void this.#read());
    this.#proceed();
  }

  #rest(): void {
    this.#callOffRest?.();
    this.#resting = true;
    this.#callOffRest = this.#parts.schedule(this.#restMs, () => {
      this.#resting = false;
      this.#proceed();
    });
  }

  #tell(version: string): void {
    const { count, restoring: restoringTenants } = this.#parts.revoked;
    if (version !== this.#version || restoringTenants !== this.#restoring || this.#failing) {
      const revokedTenants = count - restoringTenants;
      this.#parts.log.say('info', { event: 'revocations', policyVersion: version, revokedTenants, restoringTenants });
    }
    this.#version = version;
    this.#restoring = restoringTenants;
    this.#failing = false;
  }

  /** Said once, until a read succeeds again; before the first one, readiness says it. */
  #tellFailure(failure: unknown): void {
    if (this.#version === undefined || this.#failing) return;
    this.#failing = true;
    this.#parts.log.failed('who is revoked cannot be read: the last known list stays in force', failure);
  }
}
