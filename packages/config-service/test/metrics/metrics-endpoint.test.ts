import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { AddressInUseError } from '../../src/edge/address-in-use.ts';
import { type Metric, single } from '../../src/metrics/metric.ts';
import { MetricsEndpoint } from '../../src/metrics/metrics-endpoint.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

describe('The metrics endpoint', () => {
  let asked: number;
  let failure: Error | undefined;
  let heard: unknown[];
  let endpoint: MetricsEndpoint;
  let port: number;

  const things: Metric = single(
    { name: 'leasehold.things', kind: 'counter', unit: '{thing}', description: 'Things asked for' },
    () => {
      if (failure !== undefined) throw failure;
      return ++asked;
    },
  );
  const of = (at: number) =>
    new MetricsEndpoint({ host: '127.0.0.1', port: at }, [things], new ManualClock(), (each) => heard.push(each));

  beforeEach(async () => {
    asked = 0;
    failure = undefined;
    heard = [];
    endpoint = of(0);
    port = (await endpoint.start())?.port ?? 0;
  });

  afterEach(() => endpoint.close());

  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });

  it('answers GET /metrics in the format of Prometheus, and reads nothing before', async () => {
    assert.equal(asked, 0);
    const response = await get('/metrics');
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    assert.deepEqual((await response.text()).split('\n'), [
      '# HELP leasehold_things_total Things asked for',
      '# TYPE leasehold_things_total counter',
      'leasehold_things_total 1',
      '',
    ]);
    assert.match(await (await get('/metrics?collect[]=x')).text(), /leasehold_things_total 2/);
  });

  const refused = [
    { what: 'another path', path: '/', method: 'GET', status: 404 },
    { what: 'a path below', path: '/metrics/', method: 'GET', status: 404 },
    { what: 'another path by another method', path: '/admin', method: 'POST', status: 404 },
    { what: 'POST', path: '/metrics', method: 'POST', status: 405 },
    { what: 'HEAD', path: '/metrics', method: 'HEAD', status: 405 },
    { what: 'OPTIONS', path: '/metrics', method: 'OPTIONS', status: 405 },
  ];
  for (const { what, path, method, status } of refused) {
    it(`answers ${what} with ${status}`, async () => {
      const response = await get(path, method);
      await response.text();
      assert.equal(response.status, status);
      assert.equal(response.headers.get('allow'), status === 405 ? 'GET' : null);
      assert.equal(asked, 0);
    });
  }

  it('answers 500 without the reason when a number cannot be read, tells the log, and goes on', async () => {
    failure = new Error('token eyJhbGciOi');
    const response = await get('/metrics');
    assert.equal(response.status, 500);
    assert.equal((await response.text()).includes('eyJ'), false);
    assert.deepEqual(heard, [failure]);
    failure = undefined;
    assert.equal((await get('/metrics')).status, 200);
  });

  it('refuses headers of more than 8 KiB', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { padding: 'x'.repeat(9_000) } });
    assert.equal(response.status, 431);
  });

  it('serves 16 connections at a time, and the next one when one has left', async () => {
    const open = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        // One answer shows that the server has taken the connection on.
        socket.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n');
        await once(socket, 'data');
        return socket;
      }),
    );
    const extra = connect(port, '127.0.0.1');
    extra.on('error', () => {});
    await once(extra, 'close');
    const [first, ...rest] = open;
    first?.destroy();
    await once(first as NonNullable<typeof first>, 'close');
    let status: number | undefined;
    // The server hears of it a little later.
    for (let tries = 0; tries < 1_000 && status !== 200; tries++) {
      status = await get('/metrics').then(
        (response) => response.status,
        () => undefined,
      );
    }
    assert.equal(status, 200);
    for (const socket of rest) socket.destroy();
  });

  it('says which setting to change when its port is taken', async () => {
    await assert.rejects(of(port).start(), (error) => {
      assert.ok(error instanceof AddressInUseError);
      assert.equal(error.setting, 'LEASEHOLD_METRICS_PORT');
      return true;
    });
  });

  it('is gone after close, with connections that were kept', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    await endpoint.close();
    await closed;
    await assert.rejects(get('/metrics'));
    await endpoint.close();
  });

  it('is not there when it is off', async () => {
    const off = new MetricsEndpoint(null, [things], new ManualClock(), () => {});
    assert.equal(await off.start(), null);
    await off.close();
  });
});
