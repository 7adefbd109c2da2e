import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';
import { isLoopbackHost } from '@leasehold/domain';

/** How instances are reached. */
export type Transport =
  /** The embedded AWS's way: nothing leaves this machine. */
  | { readonly kind: 'plaintext-loopback' }
  | {
      readonly kind: 'tls';
      /** The name in the instances' certificates; they are reached by address. */
      readonly serverName: string;
      /** PEM; `null` for the authorities that Node knows. */
      readonly ca: Buffer | null;
      /** Own certificate and key, PEM, where instances know callers by them. */
      readonly own: { readonly cert: Buffer; readonly key: Buffer } | null;
    };

/** What a channel to `address` is made of; `null` when it may not be reached this way. */
export function channelTo(
  address: string,
  transport: Transport,
): { readonly credentials: ChannelCredentials; readonly options: ChannelOptions } | null {
  // An instance is reached directly: a proxy of the environment would be one more who could answer in its place.
  const common = { 'grpc.enable_http_proxy': 0, 'grpc.enable_channelz': 0, 'grpc.enable_retries': 0 };
  if (transport.kind === 'plaintext-loopback') {
    const host = address.slice(0, address.lastIndexOf(':'));
    return isLoopbackHost(host) ? { credentials: credentials.createInsecure(), options: common } : null;
  }
  const { serverName, ca, own } = transport;
  return {
    credentials: credentials.createSsl(ca, own?.key ?? null, own?.cert ?? null),
    options: { ...common, 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName },
  };
}
