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

/** The entry's service and key. */
export function addressIn(entry: EncodedEntry): { readonly service: string; readonly key: string } {
  return fromBinary(ConfigEntrySchema, entry.bytes);
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
