import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import type { OperationKind } from './operations.ts';

/** Counts what really happened, so that a property that held of nothing does not pass for one that held. */
export class Tally {
  readonly #counts = new Map<string, number>();
  #total = 0;

  /** One call that ended. */
  add(kind: OperationKind, code: status): void {
    this.#total += 1;
    for (const what of [kind, status[code], `${kind} ${status[code]}`]) this.note(what);
  }

  /** Something worth counting that is no call of its own. */
  note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  get total(): number {
    return this.#total;
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** Each of `least` happened at least so often. */
  assertAtLeast(least: Readonly<Record<string, number>>): void {
    const short = Object.entries(least).filter(([what, count]) => this.of(what) < count);
    assert.deepEqual(short, [], `too few of these happened to prove anything: ${this}`);
  }

  toString(): string {
    return JSON.stringify(Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1))));
  }
}
