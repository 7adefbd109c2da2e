import assert from 'node:assert/strict';
import { InterceptingCall as Intercepted, type InterceptingCall, type Interceptor, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { minute, second } from './fault-row.ts';
import { FaultWorld, patient } from './fault-world.ts';

const callers = 1_000;

describe('1,000 callers who call for the first time at once', () => {
  let world: FaultWorld;

  beforeEach(async () => {
    world = await FaultWorld.start({ settings: patient });
  });

  afterEach(() => world.close());

  const tenantOf = (caller: number, tenants: number): string => `tenant-${caller % tenants}`;
  const tokenOf = (caller: number, tenants: number): string =>
    world.token(tenantOf(caller, tenants), 10 * minute, 0, `user-${caller}`);
  const asked = (): number => world.aws.counts.total({ service: 'sts' });

  for (const tenants of [1, 500]) {
    it(`and are of ${tenants} tenants cost ${tenants} calls to STS`, async () => {
      const tokens = Array.from({ length: callers }, (_, caller) => tokenOf(caller, tenants));
      const answers = await Promise.all(tokens.map((token, caller) => world.call(tenantOf(caller, tenants), token)));
      assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set(['OK']));
      assert.equal(asked(), tenants);
    });
  }

  it('are all served although the first of them leaves, by one call to STS', async () => {
    const tokens = Array.from({ length: callers }, (_, caller) => tokenOf(caller, 1));
    world.aws.setStsLatency(second);
    const { call, interceptor } = cancellable();
    const first = world.call('tenant-0', tokens[0] ?? '', { interceptors: [interceptor] });
    await world.settled();
    assert.equal(world.stats.flights, 1);
    const others = tokens.slice(1).map((token) => world.call('tenant-0', token));
    await world.settled();
    call().cancelWithStatus(status.CANCELLED, 'the caller left');
    assert.equal((await first).code, 'CANCELLED');
    await world.time.pass(second);
    assert.deepEqual(new Set((await Promise.all(others)).map(({ code }) => code)), new Set(['OK']));
    assert.equal(asked(), 1);
  });
});

/** Gives a call out of the client's hands, to be cancelled. */
function cancellable(): { readonly interceptor: Interceptor; readonly call: () => InterceptingCall } {
  let made: InterceptingCall | undefined;
  return {
    interceptor: (options, next) => {
      made = new Intercepted(next(options));
      return made;
    },
    call: () => {
      if (made === undefined) throw new Error('nobody has called');
      return made;
    },
  };
}
