import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'mocha';
import { refusingDuplicateAuthorization } from '../../src/edge/duplicate-authorization.ts';

describe('Refusing duplicate authorization', () => {
  const servers: Http2Server[] = [];

  const listen = async (): Promise<number> => {
    const server = createServer();
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };

  const guarded = (): readonly boolean[] => servers.map((server) => server.listenerCount('session') > 0);

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('guards the servers of its own port, and leaves alone what else begins to listen meanwhile or later', async () => {
    await refusingDuplicateAuthorization(async () => {
      const port = await listen();
      await listen();
      return port;
    });
    await listen();
    assert.deepEqual(guarded(), [true, false, false]);
  });

  it('does not let a port be served whose server it never saw', async () => {
    const port = await listen();
    await assert.rejects(
      refusingDuplicateAuthorization(async () => port),
      /duplicate tokens could pass unseen/,
    );
  });

  it('lets the failure of a bind through, and looks at no server after it', async () => {
    const taken = new Error('taken');
    await assert.rejects(
      refusingDuplicateAuthorization(() => Promise.reject(taken)),
      taken,
    );
    await listen();
    assert.deepEqual(guarded(), [false]);
  });
});
