import { createServer } from 'node:net';

/** A port that something else listens on already. The message is the one line a person needs. */
export class PortTakenError extends Error {
  readonly code = 'port-taken';
  readonly port: number;

  constructor(what: string, port: number, option: string) {
    super(
      `${what} cannot listen on 127.0.0.1:${port}: the port is taken; choose another with ${option} PORT, 0 for any`,
    );
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/**
 * Answers a port that was free a moment ago: `port` itself, or any when it is 0.
 * @throws PortTakenError
 */
export async function freePort(what: string, port: number, option: string): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'EADDRINUSE' ? new PortTakenError(what, port, option) : error);
      });
      probe.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
    });
    const address = probe.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return address.port;
  } finally {
    await new Promise<void>((resolve) => {
      if (probe.listening) probe.close(() => resolve());
      else resolve();
    });
  }
}
