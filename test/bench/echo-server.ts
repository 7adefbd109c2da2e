import { Server, ServerCredentials } from '@grpc/grpc-js';

// A bare grpc-js server in a process of its own: answers every call with the bytes given in hex as its argument.
const reply = Buffer.from(process.argv[2] ?? '', 'hex');
const server = new Server();
const pass = (bytes: Buffer): Buffer => bytes;
server.addService(
  {
    echo: {
      path: '/leasehold.config.v1.ConfigService/GetConfig',
      requestStream: false,
      responseStream: false,
      requestSerialize: pass,
      requestDeserialize: pass,
      responseSerialize: pass,
      responseDeserialize: pass,
    },
  },
  { echo: (_call: unknown, callback: (error: null, bytes: Buffer) => void) => callback(null, reply) },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);
});
process.on('SIGTERM', () => server.forceShutdown());
