import type { Schedule } from '@leasehold/vending';

/** Every condition there is; which of them a service has, its settings say. */
export const conditionNames = ['issuer-keys', 'revocations', 'refresh-issuer-keys', 'sts'] as const;
export type ConditionName = (typeof conditionNames)[number];

/** Something that must have happened once before calls are taken. */
export interface ReadyCondition {
  /** For the log and the metric, such as `issuer-keys`. */
  readonly name: string;
  /** Tries, in bounded time; rejects with why it does not hold yet. Not asked again once it has held. */
  attempt(): Promise<void>;
}

/** Who is told how far a start has come. */
export interface ReadyListener {
  /** All conditions have held; said once, and never taken back. */
  ready(): void;
  /** The condition does not hold yet, because of `failure`. Said at its first attempt, and once a minute while it fails. */
  waiting(name: string, failure: unknown): void;
}

const retryMs = 1_000;
const attemptsAMinute = 60_000 / retryMs;

/**
 * Whether this instance may take calls: each condition is tried until it has held once. What fails later makes calls fail
 * and no instance leave the others: a dependency that is down is down for all of them, and those that keep what they
 * know still answer.
 */
export class Readiness {
  /** All conditions, held or not. */
  readonly names: readonly string[];
  readonly #missing: Map<string, ReadyCondition>;
  readonly #schedule: Schedule;
  readonly #callOffs = new Map<string, () => void>();
  #stopped = false;

  constructor(conditions: readonly ReadyCondition[], schedule: Schedule) {
    this.names = conditions.map(({ name }) => name);
    this.#missing = new Map(conditions.map((condition) => [condition.name, condition]));
    this.#schedule = schedule;
  }

  /** The conditions that have not held yet. */
  get missing(): readonly string[] {
    return [...this.#missing.keys()];
  }

  /** Resolves when each condition has been tried once, whatever came of it; tries on afterwards. */
  async start(listener: ReadyListener): Promise<void> {
    if (this.#missing.size === 0) listener.ready();
    await Promise.all([...this.#missing.values()].map((condition) => this.#try(condition, listener, 0)));
  }

  stop(): void {
    this.#stopped = true;
    for (const callOff of this.#callOffs.values()) callOff();
  }

  async #try(condition: ReadyCondition, listener: ReadyListener, failures: number): Promise<void> {
    const { name } = condition;
    this.#callOffs.delete(name);
    try {
      await condition.attempt();
    } catch (failure) {
      if (this.#stopped) return;
      if (failures % attemptsAMinute === 0) listener.waiting(name, failure);
      const again = (): void => void this.#try(condition, listener, failures + 1);
      this.#callOffs.set(name, this.#schedule(retryMs, again));
      return;
    }
    if (this.#stopped) return;
    this.#missing.delete(name);
    if (this.#missing.size === 0) listener.ready();
  }
}
