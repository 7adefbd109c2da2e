import type { DescMessage, DescMethod, DescService, MessageShape } from '@bufbuild/protobuf';
import { fromBinary, toBinary } from '@bufbuild/protobuf';

/** One RPC in the shape @grpc/grpc-js takes; written out here so that this package needs no gRPC runtime. */
export interface GrpcMethod {
  readonly path: string;
  readonly originalName: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: MessageShape<DescMessage>) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => MessageShape<DescMessage>;
  readonly responseSerialize: (message: MessageShape<DescMessage> | EncodedMessage) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => MessageShape<DescMessage>;
}

/** A reply whose bytes were made earlier, as the value cache does: the serializer passes them through. */
export class EncodedMessage {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** Presents a protobuf-es service to grpc-js, which takes `{ [methodName]: GrpcMethod }` for servers and clients alike. */
export function grpcServiceDefinition(service: DescService): Record<string, GrpcMethod> {
  return Object.fromEntries(service.methods.map((method) => [method.localName, grpcMethod(method)]));
}

function grpcMethod(method: DescMethod): GrpcMethod {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    originalName: method.localName,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: (message) => asBuffer(toBinary(method.input, message)),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: (message) =>
      message instanceof EncodedMessage ? message.bytes : asBuffer(toBinary(method.output, message)),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
