import { once } from 'node:events';
import { connect, type SecureClientSessionOptions } from 'node:http2';

/** Calls a method, GetConfig unless said, once for each list of `authorization` values, all on one connection, one after the other. */
export async function grpcStatuses(
  origin: string,
  calls: readonly (readonly string[])[],
  security: SecureClientSessionOptions = {},
  path = '/leasehold.config.v1.ConfigService/GetConfig',
): Promise<readonly unknown[]> {
  // Without this option Node's own client refuses to send what an attacker's client sends; its types lag behind.
  const options = { ...security, strictSingleValueFields: false };
  const { protocol, host } = new URL(origin);
  const session = connect(origin, options);
  try {
    const statuses: unknown[] = [];
    for (const values of calls) {
      const stream = session.request([
        ...[':method', 'POST', ':path', path, ':scheme', protocol.slice(0, -1)],
        ...[':authority', host, 'content-type', 'application/grpc', 'te', 'trailers'],
        ...values.flatMap((value) => ['authorization', value]),
      ]);
      const request = Buffer.from([0x0a, 1, 0x61, 0x12, 15, ...Buffer.from('tenant_config_x')]);
      stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, request.length]), request]));
      stream.resume();
      const [headers] = await once(stream, 'response');
      // A failed call has its status in the response headers: there is nothing else.
      statuses.push(headers['grpc-status']);
    }
    return statuses;
  } finally {
    session.destroy();
  }
}
