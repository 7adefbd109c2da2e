import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type ConfigEntryMessage,
  ConfigEntrySchema,
  EncodedMessage,
  ListConfigsResponseSchema,
  PutConfigResponseSchema,
} from '@leasehold/contract';
import { servedSize, varintSize, writeServed, writeVarint } from './entry-writer.ts';
import type { ServedEntry } from './served-entry.ts';

const entryTag = 0x0a; // GetConfigResponse.entry and ListConfigsResponse.entries are both field 1, length-delimited

/** A GetConfigResponse around `served`, without decoding the entry again. */
export function getConfigReply(served: ServedEntry): EncodedMessage {
  const size = servedSize(served);
  const reply = Buffer.allocUnsafe(1 + varintSize(size) + size);
  reply[0] = entryTag;
  writeServed(reply, served, writeVarint(reply, size, 1));
  return new EncodedMessage(reply);
}

/** A PutConfigResponse; what is sensitive is left out before it comes here. */
export function putConfigReply(served: ServedEntry): EncodedMessage {
  const message = create(PutConfigResponseSchema, { entry: entryMessage(served) });
  return new EncodedMessage(asBuffer(toBinary(PutConfigResponseSchema, message)));
}

/** One page of a listing. */
export function listConfigsReply(entries: readonly ServedEntry[], next: string | null): EncodedMessage {
  const message = create(ListConfigsResponseSchema, { entries: entries.map(entryMessage), nextPageToken: next ?? '' });
  return new EncodedMessage(asBuffer(toBinary(ListConfigsResponseSchema, message)));
}

/** The entry as a message, for replies that are not worth writing by hand. */
export function entryMessage(served: ServedEntry): ConfigEntryMessage {
  const bytes = new Uint8Array(servedSize(served));
  writeServed(bytes, served, 0);
  return fromBinary(ConfigEntrySchema, bytes);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
