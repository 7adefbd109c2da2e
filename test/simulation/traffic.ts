import { AliasTable } from './alias-table.ts';
import { hourMs, minuteMs, type World } from './assumptions.ts';
import type { Random } from './random.ts';
import type { SessionsAsked } from './sessions-asked.ts';

/** Calls in the order of their times, in whole milliseconds since the instance started. Only the first `length` count. */
export interface Calls {
  length: number;
  readonly at: Float64Array;
  readonly key: Int32Array;
  /** When the token of the call expires. */
  readonly tokenEndsAt: Float64Array;
}

const chunk = 1 << 16;

/** How busy it is at a time since the instance started, against the day's mean of 1. */
export function dailyCurve({ dailySwing, busiestHour, warmupMs }: World, at: number): number {
  return 1 + dailySwing * Math.cos((2 * Math.PI * ((at - warmupMs) / hourMs - busiestHour)) / 24);
}

/**
 * The calls of one instance: a Poisson stream whose rate follows the day, minute by minute, each call for a session by its
 * rate. The same object is given out again and again.
 */
export function* traffic(world: World, asked: SessionsAsked, random: Random): Generator<Calls> {
  const table = new AliasTable(asked.perSecond);
  const end = world.warmupMs + world.measuredMs;
  const calls: Calls = {
    length: 0,
    at: new Float64Array(chunk),
    key: new Int32Array(chunk),
    tokenEndsAt: new Float64Array(chunk),
  };
  let now = 0;
  for (let minute = 0; minute * minuteMs < end; minute += 1) {
    const perMs = (asked.totalPerSecond / 1_000) * dailyCurve(world, (minute + 0.5) * minuteMs);
    const minuteEnd = Math.min((minute + 1) * minuteMs, end);
    for (;;) {
      now += -Math.log(1 - random()) / perMs;
      if (now >= minuteEnd) break;
      calls.at[calls.length] = Math.floor(now);
      calls.key[calls.length] = table.draw(random);
      calls.tokenEndsAt[calls.length] = Math.floor(now) + 1 + Math.floor(random() * world.tokenLifeMs);
      calls.length += 1;
      if (calls.length === chunk) {
        yield calls;
        calls.length = 0;
      }
    }
    // The wait for the next call has no memory: it begins anew where the rate changes.
    now = minuteEnd;
  }
  yield calls;
}
