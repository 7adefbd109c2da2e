import { type ServiceError, status } from '@grpc/grpc-js';
import { formatConfigKey } from '@leasehold/domain';
import type { FreshInstance } from '../../freshness/fresh-instance.ts';
import type { TenantPlace } from './tenant-places.ts';

/** When one instance was told of a change, and when a caller of it had read it, by `performance.now()`. */
export interface SeenAt {
  readonly toldAt: number;
  readonly readAt: number;
}

interface Awaited {
  readonly value: string;
  readonly resolve: (seen: SeenAt) => void;
  readonly reject: (failure: unknown) => void;
}

/**
 * Reads as callers of one instance do, once whenever it is told that a key was changed: from then on no call is answered with what was
 * before, so what that read takes is all a caller can notice beyond it.
 */
export class Seen {
  readonly #instance: FreshInstance;
  readonly #awaited = new Map<string, Awaited>();
  readonly #stop: () => void;
  #failures = 0;

  constructor(instance: FreshInstance, token: (tenant: string) => string) {
    this.#instance = instance;
    this.#stop = instance.parts.keyChanges.onChange(({ tenant, service, key }) => {
      const toldAt = performance.now();
      const place = { tenant, service: service ?? '', key: formatConfigKey(key) };
      const awaited = this.#awaited.get(idOf(place));
      if (awaited !== undefined) void this.#read(place, awaited, toldAt, token(tenant));
    });
  }

  /** Reads that failed for the moment, so that the caller read again. */
  get failures(): number {
    return this.#failures;
  }

  /** To be called before the change is made; one change of a place at a time. */
  next(place: TenantPlace, value: string): Promise<SeenAt> {
    return new Promise((resolve, reject) => {
      this.#awaited.set(idOf(place), { value, resolve, reject });
    });
  }

  end(): void {
    this.#stop();
    for (const { reject } of this.#awaited.values()) reject(new Error('nobody waits any more'));
    this.#awaited.clear();
  }

  async #read(place: TenantPlace, awaited: Awaited, toldAt: number, token: string): Promise<void> {
    try {
      const entry = await this.#instance.read(token, place);
      if (entry?.value !== awaited.value) return;
      if (this.#awaited.get(idOf(place)) === awaited) this.#awaited.delete(idOf(place));
      awaited.resolve({ toldAt, readAt: performance.now() });
    } catch (failure) {
      if ((failure as ServiceError).code !== status.UNAVAILABLE) return awaited.reject(failure);
      this.#failures += 1;
      if (this.#awaited.get(idOf(place)) === awaited) await this.#read(place, awaited, toldAt, token);
    }
  }
}

function idOf({ tenant, service, key }: TenantPlace): string {
  return `${tenant}/${service}/${key}`;
}
