import type { RefreshRequest } from '@leasehold/contract';
import type { Clock } from '@leasehold/domain';
import { backoffMs } from './backoff.ts';
import type { Discovery, Instance } from './discovery.ts';
import type { Identity } from './identity-token.ts';
import type { InstanceCalls } from './instance-calls.ts';
import type { InstanceResult } from './instance-result.ts';
import { Telling } from './telling.ts';

/** What telling all instances is made of. */
export interface RoundParts {
  readonly discovery: Pick<Discovery, 'instances'>;
  readonly identity: Identity;
  readonly calls: Pick<InstanceCalls, 'refresh' | 'keepOnly'>;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to but excluding 1. */
  readonly random: () => number;
  /** The longest one call may take, in milliseconds. */
  readonly callMs: number;
}

type Listed = ReadonlyMap<string, Instance>;

/** Rounds at most; Lambda's own retry follows. */
const maxRounds = 8;
/** The longest one question to Cloud Map or STS may take, its retries included. */
const askMs = 3_000;

/**
 * Tells every instance: all at once, then again those that failed, with growing waits, while there is time. Between rounds Cloud
 * Map is asked anew: an instance that is gone is not waited for, and one that is new is told.
 */
export class InstanceRounds {
  readonly #parts: RoundParts;

  constructor(parts: RoundParts) {
    this.#parts = parts;
  }

  /**
   * One result an instance. `failed` are those that Cloud Map still lists, not as unhealthy, when time is up.
   * @param endsAt when no further round may begin, in milliseconds since the epoch
   * @throws what the SDK throws when Cloud Map could not be asked at all
   */
  async tell(requests: readonly RefreshRequest[], endsAt: number): Promise<readonly InstanceResult[]> {
    const { clock, calls } = this.#parts;
    const begun = (instance: Instance): Telling => new Telling(instance, requests, clock);
    const listed = await this.#listed(endsAt);
    calls.keepOnly(new Set([...listed.values()].flatMap(({ address }) => address ?? [])));
    const all = new Map([...listed].map(([id, instance]) => [id, begun(instance)]));
    const gone = new Set<string>();
    for (let round = 1; ; round += 1) {
      await this.#round(
        [...all.values()].filter((each) => isOpen(each, gone)),
        endsAt,
      );
      if (![...all.values()].some((each) => isAwaited(each, gone))) break;
      const waitMs = backoffMs(round, this.#parts.random());
      const isLast = round === maxRounds || clock.now() + waitMs >= endsAt;
      if (!isLast) await this.#parts.sleep(waitMs);
      const now = await this.#listedAgain();
      if (now !== null) follow(all, gone, now, begun);
      if (isLast || ![...all.values()].some((each) => isAwaited(each, gone))) break;
    }
    return [...all.values()].map((each) => each.result(outcomeOf(each, gone)));
  }

  async #round(open: readonly Telling[], endsAt: number): Promise<void> {
    const { identity, calls, callMs } = this.#parts;
    let token: string | null;
    try {
      token = await identity.token(AbortSignal.timeout(askMs));
    } catch {
      for (const each of open) each.failed('NO_TOKEN');
      return;
    }
    await Promise.all(open.map((each) => each.attempt(calls, token, callMs, endsAt)));
    if (open.some(({ code }) => code === 'UNAUTHENTICATED')) identity.forget();
  }

  async #listed(endsAt: number): Promise<Listed> {
    const { discovery, clock, sleep, random } = this.#parts;
    for (let round = 1; ; round += 1) {
      try {
        return await discovery.instances(AbortSignal.timeout(askMs));
      } catch (failure) {
        const waitMs = backoffMs(round, random());
        if (round === maxRounds || clock.now() + waitMs >= endsAt) throw failure;
        await sleep(waitMs);
      }
    }
  }

  /** `null` when Cloud Map could not be asked: then nobody is known to be gone. */
  async #listedAgain(): Promise<Listed | null> {
    try {
      return await this.#parts.discovery.instances(AbortSignal.timeout(askMs));
    } catch {
      return null;
    }
  }
}

/** Brings what is known of the instances up to `now`. */
function follow(
  all: Map<string, Telling>,
  gone: Set<string>,
  now: Listed,
  begun: (instance: Instance) => Telling,
): void {
  for (const [id, each] of all) {
    const listed = now.get(id);
    if (listed === undefined) gone.add(id);
    else {
      gone.delete(id);
      each.instance = listed;
    }
  }
  for (const [id, instance] of now) if (!all.has(id)) all.set(id, begun(instance));
}

function isOpen(each: Telling, gone: ReadonlySet<string>): boolean {
  return !each.isDone && !gone.has(each.instance.id);
}

function isAwaited(each: Telling, gone: ReadonlySet<string>): boolean {
  return isOpen(each, gone) && each.instance.isLive;
}

function outcomeOf(each: Telling, gone: ReadonlySet<string>): InstanceResult['outcome'] {
  if (each.isDone) return 'acknowledged';
  if (gone.has(each.instance.id)) return 'gone';
  return each.instance.isLive ? 'failed' : 'unhealthy';
}
