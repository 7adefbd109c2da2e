import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  ConfigEntrySchema,
  EncodedMessage,
  WatchConfigsResponseSchema,
  WatchSnapshotReason,
} from '@leasehold/contract';
import type { EncodedEntry } from '../encoding/encoded-entry.ts';
import { servedSize, varintSize, writeServed, writeVarint } from '../encoding/entry-writer.ts';
import type { ServedEntry } from '../encoding/served-entry.ts';

/*
 * WatchConfigsResponse messages. Those with entries are put together of the entries' bytes, so that none is decoded to be encoded
 * again. https://protobuf.dev/programming-guides/encoding/
 */

const serviceTag = 0x0a; // ConfigEntry.service, at most 63 bytes
const keyTag = 0x12; // ConfigEntry.key, whose length takes one byte or two

/** Why there is a snapshot; the names of the metric's label too. */
export const snapshotReasons = ['first', 'too-old', 'of-another-watch', 'too-many-keys'] as const;
export type SnapshotReason = (typeof snapshotReasons)[number];

const reasonCodes: Readonly<Record<SnapshotReason, WatchSnapshotReason>> = {
  first: WatchSnapshotReason.FIRST,
  'too-old': WatchSnapshotReason.RESUME_TOKEN_TOO_OLD,
  'of-another-watch': WatchSnapshotReason.RESUME_TOKEN_OF_ANOTHER_WATCH,
  'too-many-keys': WatchSnapshotReason.TOO_MANY_KEYS,
};

/** One part of a snapshot; `token` is given with the last part, and with no other. */
export function snapshotMessage(
  entries: readonly ServedEntry[],
  reason: SnapshotReason,
  token: Buffer | null,
): EncodedMessage {
  const complete = token === null ? [] : [Buffer.from([0x10, 1])];
  const parts = [
    ...entries.map((entry) => field(1, entryBytes(entry))),
    ...complete,
    Buffer.from([0x18, reasonCodes[reason]]),
  ];
  return response(field(1, ...parts), token);
}

/** A key's newest version. */
export function changeMessage(entry: ServedEntry, token: Buffer): EncodedMessage {
  return response(field(2, field(1, entryBytes(entry))), token);
}

export function deletionMessage(service: string, key: string, token: Buffer): EncodedMessage {
  const deletion = { outcome: { case: 'deletion' as const, value: { service, key } } };
  return encoded({ case: 'change', value: deletion }, token);
}

export function heartbeatMessage(token: Buffer): EncodedMessage {
  return encoded({ case: 'heartbeat', value: {} }, token);
}

/** The same entry without its value, if that is sensitive. */
export function withoutSecret(entry: EncodedEntry): EncodedEntry {
  if (entry.sensitivity !== 'sensitive') return entry;
  const { value: _secret, ...rest } = fromBinary(ConfigEntrySchema, entry.bytes);
  return { ...entry, bytes: toBinary(ConfigEntrySchema, create(ConfigEntrySchema, rest)) };
}

/** The entry's key, without decoding all of it: service, if any, and key are the first fields of its bytes. */
export function keyIn({ bytes }: EncodedEntry): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  if (buffer[0] === serviceTag) at = 2 + (buffer[1] ?? 0);
  if (buffer[at] !== keyTag) throw new Error('an entry does not begin with its key');
  const low = buffer[at + 1] ?? 0;
  const isShort = low < 0x80;
  const start = at + (isShort ? 2 : 3);
  const length = isShort ? low : (low & 0x7f) + (buffer[at + 2] ?? 0) * 0x80;
  return buffer.toString('latin1', start, start + length);
}

type Event = NonNullable<MessageInitShape<typeof WatchConfigsResponseSchema>['event']>;

function encoded(event: Event, resumeToken: Buffer): EncodedMessage {
  const message = create(WatchConfigsResponseSchema, { event, resumeToken });
  return new EncodedMessage(Buffer.from(toBinary(WatchConfigsResponseSchema, message)));
}

function response(event: Buffer, token: Buffer | null): EncodedMessage {
  return new EncodedMessage(token === null ? event : Buffer.concat([event, field(4, token)]));
}

function entryBytes(entry: ServedEntry): Buffer {
  const bytes = Buffer.allocUnsafe(servedSize(entry));
  writeServed(bytes, entry, 0);
  return bytes;
}

/** A length-delimited field. */
function field(number: number, ...contents: readonly Uint8Array[]): Buffer {
  const size = contents.reduce((sum, { length }) => sum + length, 0);
  const head = Buffer.allocUnsafe(1 + varintSize(size));
  head[0] = (number << 3) | 2;
  writeVarint(head, size, 1);
  return Buffer.concat([head, ...contents]);
}
