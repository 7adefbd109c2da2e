import { once } from 'node:events';
import { type ClientHttp2Session, type ClientSessionOptions, connect } from 'node:http2';

/** What a call was answered, all of it: a gRPC library would hide the rest. */
export interface RawReply {
  /** `grpc-status`, as text. */
  readonly status: string;
  /** `grpc-message`, percent-decoded. */
  readonly message: string;
  /** Header and trailer fields together; those of a refusal come in one block. */
  readonly fields: Readonly<Record<string, string>>;
  /** The messages of the reply, without their frames. */
  readonly messages: readonly Buffer[];
}

/** Bounds a call that is never answered. */
const patienceMs = 10_000;

/** One HTTP/2 connection on which anything can be sent, as an attacker's client can. */
export class RawConnection {
  readonly #session: ClientHttp2Session;
  readonly #authority: string;

  constructor(port: number) {
    this.#authority = `127.0.0.1:${port}`;
    // Without this option Node's client refuses to send a header twice; its types lag behind.
    const options = { strictSingleValueFields: false } as ClientSessionOptions;
    this.#session = connect(`http://${this.#authority}`, options);
  }

  /** Sends one message with a line of `authorization` for each of `values`. */
  async call(path: string, values: readonly string[], message: Uint8Array): Promise<RawReply> {
    const stream = this.#session.request([
      ...[':method', 'POST', ':path', path, ':scheme', 'http', ':authority', this.#authority],
      ...['content-type', 'application/grpc', 'te', 'trailers'],
      ...values.flatMap((value) => ['authorization', value]),
    ]);
    const fields: Record<string, string> = {};
    const collect = (more: object): void => void Object.assign(fields, more);
    stream.on('response', collect);
    stream.on('trailers', collect);
    stream.setTimeout(patienceMs, () => stream.close());
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.end(framed(message));
    await once(stream, 'close');
    return {
      status: fields['grpc-status'] ?? `no grpc-status (HTTP/2 ended with ${stream.rstCode})`,
      message: decodeURIComponent(fields['grpc-message'] ?? ''),
      fields,
      messages: unframed(Buffer.concat(chunks)),
    };
  }

  close(): void {
    this.#session.destroy();
  }
}

function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function unframed(bytes: Buffer): readonly Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    messages.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return messages;
}
