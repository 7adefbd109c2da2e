import { vendingConstants } from './assumptions.ts';

/** Ticks the wheel goes round in: more than the longest session, 43,200 s, has. */
const wheelTicks = 1 << 16;

/**
 * The sessions one instance keeps, in arrays: found by key, in the order of use, and by when something is due about them.
 * All methods take the same time however many there are. The arrays are the caller's to read and write, by slot.
 */
export class ResidentSlots {
  readonly renewAt: Float64Array;
  readonly mandatoryAt: Float64Array;
  readonly endsAt: Float64Array;
  readonly usedAt: Float64Array;
  /** When the token that is held expires; -1 when there is none. */
  readonly heldUntil: Float64Array;
  readonly failures: Uint8Array;
  readonly keyOf: Int32Array;
  size = 0;
  readonly #slotOf: Int32Array;
  readonly #free: Int32Array;
  readonly #most: number;
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  #newest = -1;
  #oldest = -1;
  readonly #dueTick: Int32Array;
  readonly #dueBefore: Int32Array;
  readonly #dueAfter: Int32Array;
  readonly #firstDue = new Int32Array(wheelTicks).fill(-1);
  readonly #lastDue = new Int32Array(wheelTicks).fill(-1);
  #nextTick = 0;

  constructor(keys: number, most: number) {
    // More slots than keys are never used.
    const slots = Math.min(most, keys);
    this.#most = slots;
    this.#slotOf = new Int32Array(keys).fill(-1);
    this.#free = new Int32Array(slots).map((_, index) => slots - 1 - index);
    this.renewAt = new Float64Array(slots);
    this.mandatoryAt = new Float64Array(slots);
    this.endsAt = new Float64Array(slots);
    this.usedAt = new Float64Array(slots);
    this.heldUntil = new Float64Array(slots);
    this.failures = new Uint8Array(slots);
    this.keyOf = new Int32Array(slots);
    this.#newer = new Int32Array(slots);
    this.#older = new Int32Array(slots);
    this.#dueTick = new Int32Array(slots).fill(-1);
    this.#dueBefore = new Int32Array(slots);
    this.#dueAfter = new Int32Array(slots);
  }

  /** -1 when there is none. */
  slotOf(key: number): number {
    return this.#slotOf[key] as number;
  }

  /** The least used, if there is no room for another; else -1. */
  full(): number {
    return this.size === this.#most ? this.#oldest : -1;
  }

  /** A slot for a key that has none, the most used from now on. There must be room. */
  add(key: number): number {
    const slot = this.#free[this.#most - this.size - 1] as number;
    this.size += 1;
    this.#slotOf[key] = slot;
    this.keyOf[slot] = key;
    this.failures[slot] = 0;
    this.#link(slot);
    return slot;
  }

  drop(slot: number): void {
    this.#unlink(slot);
    this.#takeOff(slot);
    this.#slotOf[this.keyOf[slot] as number] = -1;
    this.size -= 1;
    this.#free[this.#most - this.size - 1] = slot;
  }

  touch(slot: number): void {
    if (slot === this.#newest) return;
    this.#unlink(slot);
    this.#link(slot);
  }

  /** Has {@link takeDue} give the slot out at `dueAt`, up to a tick later. */
  setDue(slot: number, dueAt: number): void {
    const tick = Math.max(Math.ceil(dueAt / vendingConstants.sweepMs), this.#nextTick);
    if (this.#dueTick[slot] === tick) return;
    if (tick - this.#nextTick >= wheelTicks) throw new RangeError(`the wheel does not reach ${dueAt}`);
    this.#takeOff(slot);
    const place = tick % wheelTicks;
    const last = this.#lastDue[place] as number;
    this.#dueTick[slot] = tick;
    this.#dueBefore[slot] = last;
    this.#dueAfter[slot] = -1;
    if (last === -1) this.#firstDue[place] = slot;
    else this.#dueAfter[last] = slot;
    this.#lastDue[place] = slot;
  }

  takeDue(now: number, most: number): number[] {
    const last = Math.floor(now / vendingConstants.sweepMs);
    const taken: number[] = [];
    for (; this.#nextTick <= last; this.#nextTick += 1) {
      const place = this.#nextTick % wheelTicks;
      for (let slot = this.#firstDue[place] as number; slot !== -1; slot = this.#firstDue[place] as number) {
        if (taken.length === most) return taken;
        this.#takeOff(slot);
        taken.push(slot);
      }
    }
    return taken;
  }

  #takeOff(slot: number): void {
    const tick = this.#dueTick[slot] as number;
    if (tick === -1) return;
    const place = tick % wheelTicks;
    const before = this.#dueBefore[slot] as number;
    const after = this.#dueAfter[slot] as number;
    if (before === -1) this.#firstDue[place] = after;
    else this.#dueAfter[before] = after;
    if (after === -1) this.#lastDue[place] = before;
    else this.#dueBefore[after] = before;
    this.#dueTick[slot] = -1;
  }

  #link(slot: number): void {
    this.#older[slot] = this.#newest;
    this.#newer[slot] = -1;
    if (this.#newest === -1) this.#oldest = slot;
    else this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  #unlink(slot: number): void {
    const newer = this.#newer[slot] as number;
    const older = this.#older[slot] as number;
    if (newer === -1) this.#newest = older;
    else this.#older[newer] = older;
    if (older === -1) this.#oldest = newer;
    else this.#newer[older] = newer;
  }
}
