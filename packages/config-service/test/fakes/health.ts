import { Client, credentials, type ServiceError } from '@grpc/grpc-js';

const states = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const bytes = (raw: Buffer): Buffer => raw;

/** What the server on this port says of its health as a whole. */
export async function healthOf(port: number): Promise<string | undefined> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  try {
    const reply = await new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        bytes,
        bytes,
        Buffer.alloc(0),
        (error: ServiceError | null, answer?: Buffer) => (answer === undefined ? reject(error) : resolve(answer)),
      );
    });
    return states[reply[1] ?? 0];
  } finally {
    client.close();
  }
}
