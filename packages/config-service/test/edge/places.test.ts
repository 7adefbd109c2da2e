import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { parseTenantId, ResourceExhaustedError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { InFlight } from '../../src/edge/in-flight.ts';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';

const { getConfig } = ConfigService.method;

describe('The places of an instance', () => {
  let running: RunningService;
  let vending: PromiseWithResolvers<void>;

  beforeEach(async () => {
    running = await RunningService.start({ LEASEHOLD_MAX_IN_FLIGHT: '40' });
    vending = Promise.withResolvers();
    running.vendor.before = ({ tenant }) => (tenant === 'acme' ? vending.promise : undefined);
  });
  afterEach(async () => {
    vending.resolve();
    await running.stop();
  });

  const read = (tenant: string, index: number) =>
    running.client(tokenOf(tenant)).call(getConfig, { service: `orders${index}`, key: 'tenant_config_theme' });

  it('are not all taken by one tenant whose calls wait, and all free again when they are answered', async () => {
    const codes: number[] = [];
    const waiting = Array.from({ length: 60 }, async (_, index) => codes.push((await read('acme', index)).code));
    await running.until(() => running.vendor.vended.length === 30 && codes.length === 30);
    assert.deepEqual(new Set(codes), new Set([status.RESOURCE_EXHAUSTED]));

    // Another tenant has what is left, though no more than the whole.
    const others = await Promise.all(Array.from({ length: 10 }, (_, index) => read('globex', index)));
    assert.deepEqual(new Set(others.map(({ code }) => code)), new Set([status.NOT_FOUND]));

    vending.resolve();
    await Promise.all(waiting);
    const again = await Promise.all(Array.from({ length: 30 }, (_, index) => read('acme', 100 + index)));
    assert.deepEqual(new Set(again.map(({ code }) => code)), new Set([status.NOT_FOUND]));
  });

  it('are all for a tenant that waits for few of them', async () => {
    const waiting = Array.from({ length: 60 }, (_, index) => read('acme', index));
    await running.until(() => running.vendor.vended.length === 30);
    running.vendor.before = () => vending.promise;
    const codes: number[] = [];
    const others = ['globex', 'initech', 'umbrella'].flatMap((tenant) =>
      Array.from({ length: 4 }, async (_, index) => codes.push((await read(tenant, index)).code)),
    );
    await running.until(() => running.vendor.vended.length === 40 && codes.length === 2);
    vending.resolve();
    await Promise.all([...others, ...waiting]);
    assert.equal(codes.filter((code) => code === status.NOT_FOUND).length, 10);
  });

  it('are open to a tenant again once its calls have left', () => {
    const places = new InFlight(40);
    const [acme, globex] = [parseTenantId('acme'), parseTenantId('globex')];
    for (let calls = 0; calls < 30; calls++) {
      places.enter(acme);
      places.wait(acme);
    }
    assert.throws(() => places.enter(acme), ResourceExhaustedError);
    for (let calls = 0; calls < 10; calls++) places.enter(globex);
    for (let calls = 0; calls < 26; calls++) places.leave(acme);
    for (let calls = 0; calls < 20; calls++) places.enter(globex);
    assert.throws(() => places.enter(acme), ResourceExhaustedError, 'four wait still');
    places.leave(acme);
    places.enter(acme);
  });
});
