import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { InvalidInputError } from '@leasehold/domain';
import { LRUCache } from 'lru-cache';

/** Makes a message of a request's bytes. @throws InvalidInputError */
export type RequestReader<Input extends DescMessage> = (bytes: Buffer) => Readonly<MessageShape<Input>>;

/** Requests remembered, and the size up to which one is, in bytes: half a megabyte in all. */
const rememberedRequests = 2_048;
const rememberedBytes = 256;

/** Parses each request. */
export function requestReader<Input extends DescMessage>(input: Input): RequestReader<Input> {
  return (bytes) => {
    try {
      return fromBinary(input, bytes);
    } catch {
      // The parser's message may quote the bytes; the caller's own decoder can tell more than we may.
      throw new InvalidInputError('request', `not a ${input.typeName} in protobuf encoding`);
    }
  };
}

/**
 * Parses a small request once and gives the same frozen message for the same bytes again: services ask for the same few
 * keys over and over. What a message says depends on its bytes alone, never on who sent them. Only for flat messages
 * that name things: a request with a value in it would be kept in memory here.
 */
export function rememberingReader<Input extends DescMessage>(input: Input): RequestReader<Input> {
  const read = requestReader(input);
  const remembered = new LRUCache<string, Readonly<MessageShape<Input>>>({ max: rememberedRequests });
  return (bytes) => {
    if (bytes.length > rememberedBytes) return read(bytes);
    const text = bytes.toString('latin1');
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const message = Object.freeze(read(bytes));
    remembered.set(text, message);
    return message;
  };
}
