import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * How the way to an instance is: `refused` cuts every connection at once, `silent` takes what is sent and never answers, so that
 * whoever calls waits for its own deadline.
 */
export type WayState = 'open' | 'refused' | 'silent';

/** The way from the notifier to one instance's refresh port, with a port of its own that Cloud Map lists in the instance's place. */
export class RefreshWay {
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #state: WayState = 'open';

  private constructor(target: string) {
    const [host = '', port] = target.split(':');
    this.#target = { host, port: Number(port) };
    this.#server = createServer((socket) => this.#arrived(socket));
  }

  /** @param target `host:port` */
  static async to(target: string): Promise<RefreshWay> {
    const way = new RefreshWay(target);
    await new Promise<void>((resolve, reject) => {
      way.#server.once('error', reject);
      way.#server.listen({ host: '127.0.0.1', port: 0 }, resolve);
    });
    return way;
  }

  /** `host:port` */
  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return `127.0.0.1:${address.port}`;
  }

  /** From now on; connections of before are cut, but by `silent`, which stops them where they are. */
  set(state: WayState): void {
    this.#state = state;
    for (const socket of this.#sockets) {
      if (state === 'silent') socket.unpipe().pause();
      else socket.destroy();
    }
  }

  async close(): Promise<void> {
    this.set('refused');
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #arrived(socket: Socket): void {
    if (this.#state === 'refused') {
      socket.destroy();
      return;
    }
    this.#keep(socket);
    if (this.#state === 'silent') return;
    const onward = connect({ ...this.#target, noDelay: true });
    this.#keep(onward);
    socket.setNoDelay(true);
    socket.once('close', () => onward.destroy());
    onward.once('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
