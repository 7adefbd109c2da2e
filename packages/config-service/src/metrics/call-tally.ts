import { status } from '@grpc/grpc-js';
import { Durations } from './durations.ts';
import type { Distribution } from './metric.ts';

/** A cache hit takes tens of microseconds, so the conventions' bounds, which begin at 5 ms, would tell nothing of it. */
const bounds = [
  0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** The calls of one method that ended with one status. */
export interface CallReading {
  readonly labels: { readonly method: string; readonly code: string };
  readonly value: Distribution;
}

/** How calls ended, by method and gRPC status. On the way of every call: it adds to plain numbers and makes nothing. */
export class CallTally {
  readonly #methods = new Map<string, (Durations | undefined)[]>();

  /** `method` is the RPC's name in the contract, never what a caller sent. */
  ended(method: string, code: status, milliseconds: number): void {
    let byCode = this.#methods.get(method);
    if (byCode === undefined) {
      byCode = [];
      this.#methods.set(method, byCode);
    }
    let durations = byCode[code];
    if (durations === undefined) {
      durations = new Durations(bounds);
      byCode[code] = durations;
    }
    durations.add(milliseconds);
  }

  read(): readonly CallReading[] {
    return [...this.#methods].flatMap(([method, byCode]) =>
      byCode.flatMap((durations, code) =>
        durations === undefined
          ? []
          : [{ labels: { method, code: status[code] ?? 'UNKNOWN' }, value: durations.read() }],
      ),
    );
  }
}
