import { createHash } from 'node:crypto';
import { configTags, isConfigName } from '@leasehold/domain';
import { varintSize, writeVarint } from '../encoding/entry-writer.ts';
import { type Stretch, ToldKeys } from './told-keys.ts';
import { covers, type WatchScope } from './watch-scope.ts';

/*
 * What a watcher was told, for it to keep and bring back to any instance. Nothing in it is trusted beyond what it asks for: a made-up
 * one is told more, or less, of what its bearer may read anyway. Layout, numbers big-endian:
 *   1 byte   format
 *   16 bytes SHA-256 of tenant, service and prefix, shortened
 *   4 bytes  when it was made, in minutes since the epoch
 *   1 byte   1 when the keys follow, 0 when there are too many
 *   a key:   1 byte (the store, 1 bit; the length of its name less one, 7 bits), its name in ASCII, its version as a varint
 */
const format = 1;
const digestBytes = 16;
const headerBytes = 1 + digestBytes + 4 + 1;
const minuteMs = 60_000;

/** A token older than this is not gone on with. */
const longestAgeMs = 24 * 60 * minuteMs;
/** Most keys in a token, and most bytes: it comes with every change. */
const mostKeys = 1_000;
const mostBytes = 32 * 1024;

/** Why a token is not gone on with. */
export type TokenRefusal = 'too-old' | 'of-another-watch' | 'too-many-keys';

/** Tells the tokens of one watch from those of all others. */
export function scopeDigest({ tenant, service, prefix }: WatchScope): Buffer {
  const text = JSON.stringify([tenant, service ?? '', prefix]);
  return createHash('sha256').update(text).digest().subarray(0, digestBytes);
}

/** What was made of stretches: thousands of watchers that were told nearly the same are each given a token with every change. */
const written = new WeakMap<Stretch, Buffer>();

/** The token of one that was told this; two of the same minute are equal. */
export function resumeToken(digest: Buffer, told: ToldKeys, now: number): Buffer {
  const keys = told.size > mostKeys ? [] : told.stretches.map(bytesOf);
  const size = keys.reduce((sum, { length }) => sum + length, 0);
  const isWhole = told.size <= mostKeys && size <= mostBytes;
  const header = Buffer.alloc(headerBytes);
  header[0] = format;
  digest.copy(header, 1);
  header.writeUInt32BE(Math.floor(now / minuteMs), 1 + digestBytes);
  header[headerBytes - 1] = isWhole ? 1 : 0;
  return isWhole ? Buffer.concat([header, ...keys]) : header;
}

function bytesOf(stretch: Stretch): Buffer {
  const known = written.get(stretch);
  if (known !== undefined) return known;
  const keys = stretch.keys.map((key, place) => [nameOf(key), stretch.versions[place] ?? 0] as const);
  const bytes = Buffer.alloc(keys.reduce((sum, [name, version]) => sum + 1 + name.length + varintSize(version), 0));
  let at = 0;
  for (const [place, [name, version]] of keys.entries()) {
    bytes[at++] = (tagOf(stretch.keys[place] ?? '') << 7) | (name.length - 1);
    at += bytes.write(name, at, 'latin1');
    at = writeVarint(bytes, version, at);
  }
  written.set(stretch, bytes);
  return bytes;
}

/** What the bearer of a token was told, if it can be gone on with in this scope. */
export function readResumeToken(scope: WatchScope, token: Uint8Array, now: number): ToldKeys | TokenRefusal {
  const bytes = Buffer.from(token.buffer, token.byteOffset, token.byteLength);
  if (bytes.length < headerBytes || bytes.length > headerBytes + mostBytes || bytes[0] !== format) {
    return 'of-another-watch';
  }
  if (!bytes.subarray(1, 1 + digestBytes).equals(scopeDigest(scope))) return 'of-another-watch';
  const madeAt = bytes.readUInt32BE(1 + digestBytes) * minuteMs;
  if (now - madeAt > longestAgeMs + minuteMs) return 'too-old';
  if (bytes[headerBytes - 1] === 0) return 'too-many-keys';
  return keysIn(scope, bytes) ?? 'of-another-watch';
}

function keysIn(scope: WatchScope, bytes: Buffer): ToldKeys | null {
  let told = ToldKeys.none;
  let before = '';
  for (let at = headerBytes; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const end = at + 1 + (first & 0x7f) + 1;
    const name = bytes.toString('latin1', at + 1, end);
    const tag = configTags[first >> 7];
    const version = readVarint(bytes, end);
    if (tag === undefined || end > bytes.length || !isConfigName(name) || version === null) return null;
    const key = `${tag}_${name}`;
    // In order, so that no key is there twice.
    if (key <= before || !covers(scope, { tag, name })) return null;
    told = told.with(key, version);
    before = key;
    at = end + varintSize(version);
  }
  return told.size > mostKeys ? null : told;
}

function tagOf(key: string): number {
  return configTags.findIndex((tag) => key.startsWith(`${tag}_`));
}

function nameOf(key: string): string {
  return key.slice((configTags[tagOf(key)]?.length ?? 0) + 1);
}

/** A version: at least 1, at most 2^53-1, in as few bytes as it takes; else `null`. */
function readVarint(bytes: Buffer, from: number): number | null {
  let value = 0;
  let unit = 1;
  for (let at = from; at < bytes.length && at < from + 8; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * unit;
    unit *= 0x80;
    if (byte < 0x80)
      return Number.isSafeInteger(value) && value > 0 && varintSize(value) === at + 1 - from ? value : null;
  }
  return null;
}
