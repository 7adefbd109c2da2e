import { type SimulatedSettings, vendingConstants } from './assumptions.ts';
import type { CallBudget } from './call-budget.ts';
import { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import { ResidentSlots } from './resident-slots.ts';
import { Tally } from './tally.ts';
import type { Calls } from './traffic.ts';

/** A vend that waits for a flight. */
interface Waiter {
  readonly askedAt: number;
  readonly tokenEndsAt: number;
  readonly joins: number;
  /** Waits for a renewal while the session it replaces still serves. */
  readonly mandatory: boolean;
  isDone: boolean;
}

interface Flight {
  readonly key: number;
  readonly tokenEndsAt: number;
  readonly urgent: boolean;
  readonly renewal: boolean;
  awaited: boolean;
  readonly waiters: Waiter[];
}

/** The world outside of one simulated vendor. */
export interface VendorWorld {
  /** Sessions that can be asked for. */
  readonly keys: number;
  readonly settings: SimulatedSettings;
  readonly budget: CallBudget;
  /** Milliseconds one call to STS takes. */
  readonly latency: () => number;
  /** For the jitter of windows and back-offs. */
  readonly random: Random;
  /** Which part of an instance this one stands for: what is counted over all sessions shrinks with it. */
  readonly share: number;
}

/** As many joins of flights as `CachingVendor` allows before a caller flies alone. */
const maxJoins = 2;

/**
 * What `CachingVendor` does to each call, rewritten for speed: LRU, windows, single flight, refresh ahead with the held
 * token, idle eviction by a sweep, back-off. Nobody is revoked or refused by STS, the clock is right, and the only failures
 * are those of the budget. real-vendor.test.ts holds it to the real one, call by call.
 */
export class SimulatedVendor {
  tally = new Tally(0);
  readonly slots: ResidentSlots;
  readonly #world: VendorWorld;
  readonly #events = new EventQueue();
  readonly #flights = new Map<number, Flight>();
  #renewals = 0;
  #sweeping = false;

  constructor(world: VendorWorld) {
    this.#world = world;
    this.slots = new ResidentSlots(world.keys, Math.max(1, Math.round(world.settings.maxSessions * world.share)));
  }

  /** Vends each of the calls, which go on where the last ones ended. */
  run({ length, at, key, tokenEndsAt }: Calls, from = 0, to = length): void {
    for (let index = from; index < to; index += 1) {
      this.vend(key[index] as number, at[index] as number, tokenEndsAt[index] as number);
    }
  }

  /** Lets what is due by `now` happen. */
  pass(now: number): void {
    this.#events.run(now);
  }

  vend(key: number, now: number, tokenEndsAt: number): void {
    if (now >= this.#events.nextAt) this.#events.run(now);
    const { slots, tally } = this;
    tally.vends += 1;
    const slot = slots.slotOf(key);
    if (slot === -1) {
      this.#obtain(key, now, { askedAt: now, tokenEndsAt, joins: 0, mandatory: false, isDone: false });
      return;
    }
    slots.touch(slot);
    if (now < (slots.mandatoryAt[slot] as number)) {
      tally.hits += 1;
      tally.waited(0);
      this.#serve(slot, now, tokenEndsAt);
    } else if (now < (slots.endsAt[slot] as number)) {
      this.#renewed(slot, now, tokenEndsAt);
    } else {
      this.#obtain(key, now, { askedAt: now, tokenEndsAt, joins: 0, mandatory: false, isDone: false });
    }
  }

  #serve(slot: number, now: number, tokenEndsAt: number): void {
    this.#use(slot, now, tokenEndsAt);
    if (now >= (this.slots.renewAt[slot] as number)) this.#renewSoon(slot, now);
  }

  #use(slot: number, now: number, tokenEndsAt: number): void {
    this.slots.usedAt[slot] = now;
    const held = this.slots.heldUntil[slot] as number;
    if (held >= tokenEndsAt) return;
    this.slots.heldUntil[slot] = tokenEndsAt;
    if (held === -1) this.#tend(slot, now);
  }

  /** In the mandatory window: waits a little, then is served with what there is. */
  #renewed(slot: number, now: number, tokenEndsAt: number): void {
    this.#use(slot, now, tokenEndsAt);
    const key = this.slots.keyOf[slot] as number;
    const flight = this.#flights.get(key) ?? this.#renew(slot, now, true);
    if (flight === undefined) {
      this.tally.staleServed += 1;
      this.tally.waited(0);
      this.#serve(slot, now, tokenEndsAt);
      return;
    }
    flight.awaited = true;
    const waiter = { askedAt: now, tokenEndsAt, joins: 0, mandatory: true, isDone: false };
    flight.waiters.push(waiter);
    this.#events.add(now + this.#world.settings.mandatoryWaitMs, (at) => this.#settle(key, waiter, at));
  }

  /** A vend that waited for a renewal has it, or has waited long enough. */
  #settle(key: number, waiter: Waiter, now: number): void {
    if (waiter.isDone) return;
    waiter.isDone = true;
    const { slots, tally } = this;
    const slot = slots.slotOf(key);
    if (slot === -1 || now >= (slots.endsAt[slot] as number)) {
      this.#obtain(key, now, { ...waiter, mandatory: false, isDone: false });
      return;
    }
    slots.touch(slot);
    if (now < (slots.mandatoryAt[slot] as number)) tally.misses += 1;
    else tally.staleServed += 1;
    tally.waited(now - waiter.askedAt);
    this.#serve(slot, now, waiter.tokenEndsAt);
  }

  #obtain(key: number, now: number, waiter: Waiter): void {
    const joined = waiter.joins < maxJoins ? this.#flights.get(key) : undefined;
    if (waiter.joins === 0) this.tally.misses += 1;
    const slot = this.slots.slotOf(key);
    const held = slot === -1 ? -1 : (this.slots.heldUntil[slot] as number);
    const flight = joined ?? this.#begin(key, now, Math.max(held, waiter.tokenEndsAt), true, false);
    flight.awaited = true;
    flight.waiters.push(waiter);
  }

  #renewSoon(slot: number, now: number): void {
    if (this.#renewals >= vendingConstants.maxRenewals * this.#world.share) return;
    this.#renew(slot, now, false);
  }

  #renew(slot: number, now: number, urgent: boolean): Flight | undefined {
    const held = this.slots.heldUntil[slot] as number;
    const key = this.slots.keyOf[slot] as number;
    if (held === -1 || now >= held) return undefined;
    if (now < (this.slots.renewAt[slot] as number) || this.#flights.has(key)) return undefined;
    this.tally.refreshesBegun += 1;
    return this.#begin(key, now, held, urgent, true);
  }

  #begin(key: number, now: number, tokenEndsAt: number, urgent: boolean, renewal: boolean): Flight {
    const flight: Flight = { key, tokenEndsAt, urgent, renewal, awaited: urgent, waiters: [] };
    this.#flights.set(key, flight);
    if (!urgent) this.#renewals += 1;
    const { budget, latency, settings } = this.#world;
    const wait = budget.wait(now);
    if (wait === -1) {
      this.tally.shedCalls += 1;
      this.#events.add(now + settings.maxWaitMs, (at) => this.#failed(flight, at));
      return flight;
    }
    const ms = latency();
    this.tally.stsCall(now + wait);
    const expiresAt = now + wait + settings.sessionSeconds * 1_000;
    this.#events.add(now + wait + ms, (at) => this.#landed(flight, at, expiresAt));
    return flight;
  }

  #leave({ key, urgent }: Flight): void {
    this.#flights.delete(key);
    if (!urgent) this.#renewals -= 1;
  }

  #landed(flight: Flight, now: number, expiresAt: number): void {
    this.#leave(flight);
    const { slots, tally } = this;
    // Drawn also for a renewal of a session that has left meanwhile, as the real one does.
    const chance = this.#world.random();
    let slot = slots.slotOf(flight.key);
    if (slot === -1 && flight.awaited) {
      const last = slots.full();
      if (last !== -1) {
        slots.drop(last);
        tally.evicted.lru += 1;
      }
      slot = slots.add(flight.key);
      tally.opened += 1;
      if (slots.size > tally.residentMost) tally.residentMost = slots.size;
      slots.heldUntil[slot] = flight.tokenEndsAt;
      slots.usedAt[slot] = now;
    }
    if (slot !== -1) {
      this.#setWindows(slot, now, expiresAt, chance);
      this.#tend(slot, now);
    }
    for (const waiter of flight.waiters) {
      if (waiter.mandatory) {
        this.#settle(flight.key, waiter, now);
        continue;
      }
      if (slot !== -1) this.#use(slot, now, waiter.tokenEndsAt);
      tally.waited(now - waiter.askedAt);
    }
  }

  #failed(flight: Flight, now: number): void {
    this.#leave(flight);
    const { slots, tally } = this;
    if (flight.renewal) tally.refreshesFailed += 1;
    const slot = slots.slotOf(flight.key);
    if (slot !== -1) {
      const { backoffMs, maxBackoffMs } = this.#world.settings;
      const failures = (slots.failures[slot] as number) + 1;
      slots.failures[slot] = Math.min(failures, 255);
      const full = Math.min(maxBackoffMs, backoffMs * 2 ** (failures - 1));
      slots.renewAt[slot] = now + Math.ceil(full * (1 - 0.5 * this.#world.random()));
      this.#tend(slot, now);
    }
    for (const waiter of flight.waiters) {
      if (waiter.mandatory) this.#settle(flight.key, waiter, now);
      else if (flight.urgent) {
        tally.failed += 1;
        tally.waited(now - waiter.askedAt);
      } else this.#obtain(flight.key, now, { ...waiter, joins: waiter.joins + 1 });
    }
  }

  /** As `sessionWindows` of vending. */
  #setWindows(slot: number, now: number, expiresAt: number, chance: number): void {
    const { advisoryMs, mandatoryMs, expiryMarginMs } = this.#world.settings;
    const lifeMs = expiresAt - now;
    const endsAt = expiresAt - expiryMarginMs;
    const mandatoryAt = Math.min(expiresAt - Math.min(mandatoryMs, Math.floor(lifeMs / 4)), endsAt);
    const jitter = vendingConstants.advisoryJitter * chance;
    const advisory = Math.floor(Math.min(advisoryMs, lifeMs / 2) * (1 - jitter));
    this.slots.endsAt[slot] = endsAt;
    this.slots.mandatoryAt[slot] = mandatoryAt;
    this.slots.renewAt[slot] = Math.min(expiresAt - advisory, mandatoryAt);
    this.slots.failures[slot] = 0;
  }

  #tend(slot: number, now: number): void {
    const { endsAt, usedAt, heldUntil, renewAt } = this.slots;
    let dueAt = Math.min(endsAt[slot] as number, (usedAt[slot] as number) + this.#world.settings.idleMs);
    const held = heldUntil[slot] as number;
    if (held !== -1) dueAt = Math.min(dueAt, held, renewAt[slot] as number);
    this.slots.setDue(slot, Math.max(dueAt, now + 1));
    if (!this.#sweeping) this.#armSweep(now);
  }

  #armSweep(now: number): void {
    this.#sweeping = true;
    this.#events.add(now + vendingConstants.sweepMs, (at) => this.#sweep(at));
  }

  #sweep(now: number): void {
    this.#sweeping = false;
    const most = Math.max(1, Math.round(vendingConstants.maxSwept * this.#world.share));
    for (const slot of this.slots.takeDue(now, most)) this.#look(slot, now);
    if (this.slots.size > 0 && !this.#sweeping) this.#armSweep(now);
  }

  #look(slot: number, now: number): void {
    const { slots, tally } = this;
    const held = slots.heldUntil[slot] as number;
    if (now >= (slots.endsAt[slot] as number)) {
      slots.drop(slot);
      tally.evicted.expired += 1;
      return;
    }
    if (now >= (slots.usedAt[slot] as number) + this.#world.settings.idleMs) {
      slots.drop(slot);
      tally.evicted.idle += 1;
      return;
    }
    if (held !== -1 && now >= held) slots.heldUntil[slot] = -1;
    if (now >= (slots.renewAt[slot] as number)) this.#renewSoon(slot, now);
    this.#tend(slot, now);
  }
}
