import type { RefreshRequest } from '@leasehold/contract';
import type { Instance } from '../src/discovery.ts';
import type { Identity } from '../src/identity-token.ts';
import type { Answer, InstanceCalls } from '../src/instance-calls.ts';
import { InstanceRounds } from '../src/instance-rounds.ts';

const acknowledged: Answer = { kind: 'acknowledged' };

/** Instances, Cloud Map and time as a test sets them. Time passes only while somebody waits. */
export class FakeFleet {
  /** What Cloud Map answers, by id; an error is what it fails with. Each question takes the next, the last one stays. */
  lists: (readonly string[] | Error)[] = [[]];
  /** Ids that Cloud Map calls unhealthy. */
  readonly unhealthy = new Set<string>();
  /** How often an instance fails before it acknowledges, and with what. */
  readonly failing = new Map<string, { times: number; code: string }>();
  /** Every call in order: the instance and the number of its request's keys. */
  readonly calls: string[] = [];
  readonly tokens: (string | null)[] = [];
  readonly waits: number[] = [];
  readonly kept: (readonly string[])[] = [];
  /** What a call takes, in milliseconds. */
  callTakesMs = 10;
  tokenFails = 0;
  asked = 0;
  #now = 1_000_000;
  #tokens = 0;
  #held: string | null = null;

  get now(): number {
    return this.#now;
  }

  readonly rounds = new InstanceRounds({
    discovery: { instances: async () => this.#list() },
    identity: this.#identity(),
    calls: {
      refresh: async (address, request, token, deadline) => this.#call(String(address), request, token, deadline),
      keepOnly: (addresses) => void this.kept.push([...addresses]),
    } satisfies Pick<InstanceCalls, 'refresh' | 'keepOnly'>,
    clock: { now: () => this.#now },
    sleep: async (ms) => {
      this.waits.push(ms);
      this.#now += ms;
    },
    random: () => 0.5,
    callMs: 2_000,
  });

  /** How often each instance was called. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const id of this.calls) counts[id] = (counts[id] ?? 0) + 1;
    return counts;
  }

  #list(): ReadonlyMap<string, Instance> {
    this.asked += 1;
    const answer = this.lists.length > 1 ? this.lists.shift() : this.lists[0];
    if (answer === undefined || answer instanceof Error) throw answer;
    return new Map(answer.map((id) => [id, { id, address: id, isLive: !this.unhealthy.has(id) }]));
  }

  async #call(id: string, _request: RefreshRequest, token: string | null, deadline: number): Promise<Answer> {
    this.calls.push(id);
    this.tokens.push(token);
    const failing = this.failing.get(id);
    if (failing === undefined || failing.times === 0) {
      this.#now += this.callTakesMs;
      return acknowledged;
    }
    failing.times -= 1;
    if (failing.code === 'DEADLINE_EXCEEDED') this.#now = Math.max(this.#now, deadline);
    return { kind: 'failed', code: failing.code };
  }

  #identity(): Identity {
    return {
      token: async () => {
        if (this.tokenFails > 0) {
          this.tokenFails -= 1;
          throw new Error('STS is down');
        }
        this.#held ??= `token-${++this.#tokens}`;
        return this.#held;
      },
      forget: () => {
        this.#held = null;
      },
    };
  }
}
