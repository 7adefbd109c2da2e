import type { ServedEntry } from './served-entry.ts';

/*
 * Protobuf wire format by hand, for the reply a cache hit costs: one allocation, one copy of the cached bytes, and the
 * two fields that differ. https://protobuf.dev/programming-guides/encoding/
 */

const sourceTag = 0x48; // field 9, varint
const ageTag = 0x52; // field 10, length-delimited
const staleTag = 0x58; // field 11, varint
const secondsTag = 0x08; // Duration field 1, varint
const nanosTag = 0x10; // Duration field 2, varint
const sourceCode = { cache: 1, store: 2, stale: 1 } as const;

/** Bytes a varint of `value` takes; `value` is a whole number from 0 to 2^53. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Writes `value` at `offset` and answers the offset after it. */
export function writeVarint(target: Uint8Array, value: number, offset: number): number {
  let at = offset;
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) target[at++] = (rest % 0x80) | 0x80;
  target[at++] = rest;
  return at;
}

/** Bytes the whole ConfigEntry takes with its `source` and `age`. */
export function servedSize(served: ServedEntry): number {
  const age = durationSize(served.ageMs);
  return served.encoded.bytes.length + 2 + 1 + varintSize(age) + age + (served.source === 'stale' ? 2 : 0);
}

/** Writes the whole ConfigEntry at `offset` and answers the offset after it. An age of zero is there too: every reader is told one. */
export function writeServed(target: Uint8Array, served: ServedEntry, offset: number): number {
  target.set(served.encoded.bytes, offset);
  let at = offset + served.encoded.bytes.length;
  target[at++] = sourceTag;
  target[at++] = sourceCode[served.source];
  if (served.source === 'stale') {
    target[at++] = staleTag;
    target[at++] = 1;
  }
  target[at++] = ageTag;
  at = writeVarint(target, durationSize(served.ageMs), at);
  return writeDuration(target, served.ageMs, at);
}

function durationSize(ms: number): number {
  const seconds = Math.floor(ms / 1000);
  const nanos = Math.floor(ms % 1000) * 1e6;
  return (seconds === 0 ? 0 : 1 + varintSize(seconds)) + (nanos === 0 ? 0 : 1 + varintSize(nanos));
}

function writeDuration(target: Uint8Array, ms: number, offset: number): number {
  const seconds = Math.floor(ms / 1000);
  const nanos = Math.floor(ms % 1000) * 1e6;
  let at = offset;
  if (seconds !== 0) {
    target[at++] = secondsTag;
    at = writeVarint(target, seconds, at);
  }
  if (nanos !== 0) {
    target[at++] = nanosTag;
    at = writeVarint(target, nanos, at);
  }
  return at;
}
