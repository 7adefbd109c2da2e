import { override, parts } from '@leasehold/config-service';
import { type ConfigTag, UnavailableError } from '@leasehold/domain';
import type { ConfigStore } from '@leasehold/storage';

/** The way of one instance to its stores: an answer can be held back on it, and reading can be made to fail. */
export class StoreGate {
  #isDown = false;
  #downs = 0;
  #holding = 0;
  #held: (() => void)[] = [];
  #waiting: (() => void)[] = [];
  #writing: (() => void)[] = [];

  /** Whether readers are told that the store cannot be asked. Writes go through. */
  get isDown(): boolean {
    return this.#isDown;
  }

  set isDown(isDown: boolean) {
    if (isDown && !this.#isDown) this.#downs += 1;
    this.#isDown = isDown;
  }

  /** To be asked later whether it was down at any time from now until then. */
  sinceNow(): () => boolean {
    const before = this.#isDown ? -1 : this.#downs;
    return () => this.#downs !== before;
  }

  /** Whether every answer goes through at once. */
  get isOpen(): boolean {
    return this.#holding === 0 && this.#held.length === 0;
  }

  /** Holds the next answer back, and one more for each further call of this. What was asked has been done by then. */
  hold(): void {
    this.#holding += 1;
  }

  /** Lets all answers go that are held back, and holds none any more. */
  release(): void {
    this.#holding = 0;
    for (const go of this.#held.splice(0)) go();
  }

  /** Resolves when another answer is held back. */
  holdsOne(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when the store has taken a write, or refused one, whose answer may be held back. */
  hasWritten(): Promise<void> {
    return new Promise((resolve) => this.#writing.push(resolve));
  }

  /** The store behind this gate. */
  around(store: ConfigStore): ConfigStore {
    return {
      tag: store.tag,
      get: (...all) => this.#read(() => store.get(...all)),
      getMany: (...all) => this.#read(() => store.getMany(...all)),
      list: (...all) => this.#read(() => store.list(...all)),
      versions: (...all) => this.#read(() => store.versions(...all)),
      put: (...all) => this.#pass(() => this.#write(() => store.put(...all))),
      delete: (...all) => this.#pass(() => this.#write(() => store.delete(...all))),
    };
  }

  #read<T>(ask: () => Promise<T>): Promise<T> {
    if (this.isDown) return Promise.reject(new UnavailableError('this store is down', 0));
    return this.#pass(ask);
  }

  async #write<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } finally {
      for (const tell of this.#writing.splice(0)) tell();
    }
  }

  async #pass<T>(ask: () => Promise<T>): Promise<T> {
    const answer = await ask();
    if (this.#holding === 0) return answer;
    this.#holding -= 1;
    const gone = new Promise<void>((go) => this.#held.push(go));
    for (const tell of this.#waiting.splice(0)) tell();
    await gone;
    return answer;
  }
}

/** Puts a gate before the stores of each instance that is composed with it, told when it is made. */
export function gated(made: (gate: StoreGate) => void): ReturnType<typeof override> {
  return override(parts.stores, [parts.dynamoDbStore, parts.parameterStore], (items, parameters) => {
    const gate = new StoreGate();
    made(gate);
    const stores = { tenant_config: gate.around(items), param_config: gate.around(parameters) };
    return { storeFor: (tag: ConfigTag) => stores[tag] };
  });
}
