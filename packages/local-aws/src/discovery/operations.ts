import { randomBytes } from 'node:crypto';

/** What an asynchronous call set going. */
export interface DiscoveryOperation {
  readonly id: string;
  readonly type: 'CREATE_NAMESPACE' | 'REGISTER_INSTANCE' | 'DEREGISTER_INSTANCE';
  /** By kind: `NAMESPACE`, `SERVICE`, `INSTANCE`. */
  readonly targets: Readonly<Record<string, string>>;
  readonly status: 'PENDING' | 'SUCCESS';
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** AWS keeps operations for a while that it does not say; this process keeps the newest. */
const capacity = 10_000;

/** The newest operations, by id. */
export class DiscoveryOperations {
  readonly #operations = new Map<string, DiscoveryOperation>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(type: DiscoveryOperation['type'], targets: DiscoveryOperation['targets']): DiscoveryOperation {
    const now = this.#now();
    const id = discoveryId(32);
    const operation = { id, type, targets, status: 'PENDING', createdAt: now, updatedAt: now } as const;
    this.#operations.set(id, operation);
    for (const oldest of this.#operations.keys()) {
      if (this.#operations.size <= capacity) break;
      this.#operations.delete(oldest);
    }
    return operation;
  }

  succeed(id: string): void {
    const operation = this.#operations.get(id);
    if (operation !== undefined) {
      this.#operations.set(id, { ...operation, status: 'SUCCESS', updatedAt: this.#now() });
    }
  }

  get(id: string): DiscoveryOperation | null {
    return this.#operations.get(id) ?? null;
  }
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Random, of `a-z2-7`, as Cloud Map's ids are. */
export function discoveryId(length: number): string {
  return [...randomBytes(length)].map((byte) => alphabet.charAt(byte & 31)).join('');
}
