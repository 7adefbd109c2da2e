import assert from 'node:assert/strict';
import { type ServiceError, status } from '@grpc/grpc-js';
import type { ConfigClient } from '@leasehold/dev';
import type { FaultKind, InjectedFault } from '@leasehold/local-aws';
import { after, afterEach, before, describe, it } from 'mocha';
import { ErrorsBench, failureOf, type RunningService, withoutRetries } from './errors-bench.ts';
import { detailsOf } from './wire-details.ts';

/** A call that needs the AWS operations named, in a service nobody has asked for yet. */
interface Asking {
  readonly name: string;
  readonly needs: readonly (readonly [service: string, operation: string])[];
  readonly send: (client: ConfigClient, token: string, service: string) => Promise<unknown>;
}

const sts = ['sts', 'AssumeRoleWithWebIdentity'] as const;
const kinds = ['throttle', 'internal-error', 'service-unavailable', 'reset'] as const;

const askings: readonly Asking[] = [
  {
    name: 'GetConfig of an item',
    needs: [sts, ['dynamodb', 'GetItem']],
    send: (client, token, service) => client.call('getConfig', token, { service, key: 'tenant_config_a' }),
  },
  {
    name: 'GetConfig of a parameter',
    needs: [sts, ['ssm', 'GetParameter'], ['dynamodb', 'GetItem']],
    send: (client, token, service) => client.call('getConfig', token, { service, key: 'param_config_a' }),
  },
  {
    name: 'ListConfigs of items',
    needs: [sts, ['dynamodb', 'Query']],
    send: (client, token, service) => client.call('listConfigs', token, { service, tag: 1 }),
  },
  {
    name: 'ListConfigs of parameters',
    needs: [sts, ['ssm', 'GetParametersByPath'], ['dynamodb', 'BatchGetItem']],
    send: (client, token, service) => client.call('listConfigs', token, { service, tag: 2 }),
  },
  {
    name: 'PutConfig of an item',
    needs: [sts],
    send: (client, token, service) => client.call('putConfig', token, { service, key: 'tenant_config_b', value: '1' }),
  },
  {
    name: 'DeleteConfig of a parameter',
    needs: [sts],
    send: (client, token, service) =>
      client.call('deleteConfig', token, { service, key: 'param_config_a', expectedVersion: 1n }),
  },
];

describe('An AWS that throttles or is down', () => {
  let bench: ErrorsBench;
  let once: RunningService;
  let retrying: RunningService;
  let admin: string;

  before(async () => {
    bench = await ErrorsBench.start();
    once = await bench.service({ overrides: withoutRetries });
    retrying = await bench.service();
    admin = bench.token('admin');
  });

  afterEach(() => bench.cloud.aws.faults.clear());

  after(async () => {
    await once.stop();
    await retrying.stop();
    await bench.close();
  });

  for (const { name, needs, send } of askings) {
    for (const [service, operation] of needs) {
      for (const kind of kinds) {
        it(`is UNAVAILABLE with a time to retry for ${name} when ${operation} gives ${kind}, and then it is over`, async () => {
          const place = await filled();
          const fault = inject(service, operation, kind, 1);
          assertUnavailable(await failureOf(send(once.client, admin, place)), kind);
          assert.equal(fault.hits, 1);
          await send(once.client, admin, place);
        });
      }
    }
  }

  for (const [tag, service, operation] of [
    ['tenant_config', 'dynamodb', 'BatchGetItem'],
    ['param_config', 'ssm', 'GetParameters'],
  ] as const) {
    it(`answers the other store's keys of a batch when ${operation} fails, and tells it of each of its own`, async () => {
      const place = await filled();
      inject(service, operation, 'service-unavailable', 10);
      const keys = ['tenant_config_a', 'param_config_a'];
      const { results } = await once.client.call('batchGetConfigs', admin, { service: place, keys });
      for (const { key, outcome } of results) {
        // Parameters have companions in DynamoDB: without those, nothing is known of them either.
        const broken = key.startsWith(tag) || operation === 'BatchGetItem';
        assert.equal(outcome.case, broken ? 'error' : 'entry', key);
        if (outcome.case === 'error') assert.equal(outcome.value.code, status.UNAVAILABLE);
      }
      bench.cloud.aws.faults.clear();
      const again = await once.client.call('batchGetConfigs', admin, { service: place, keys });
      for (const { key, outcome } of again.results) assert.equal(outcome.case, 'entry', key);
    });
  }

  for (const [service, operation] of [sts, ['dynamodb', 'GetItem']] as const) {
    it(`is not noticed by a caller when ${operation} fails once: the production service tries again`, async () => {
      const place = await filled(once);
      const fault = inject(service, operation, 'internal-error', 1);
      await retrying.client.call('getConfig', admin, { service: place, key: 'tenant_config_a' });
      assert.equal(fault.hits, 1);
    });
  }

  it('still serves what is in memory', async () => {
    const place = await filled();
    const theme = { service: place, key: 'tenant_config_a' };
    await once.client.call('getConfig', admin, theme);
    for (const service of ['sts', 'dynamodb', 'ssm']) {
      bench.cloud.aws.faults.inject({ service, fault: { kind: 'service-unavailable' }, times: 10 });
    }
    assert.equal((await once.client.call('getConfig', admin, theme)).entry?.value, 'a');
  });

  /** A service with an item and a parameter, of which only `by` has a session or anything in memory. */
  async function filled(by: RunningService = retrying): Promise<string> {
    const service = bench.name('outage');
    for (const key of ['tenant_config_a', 'param_config_a']) {
      await by.client.call('putConfig', admin, { service, key, value: 'a' });
    }
    return service;
  }

  function inject(service: string, operation: string, kind: FaultKind, times: number): InjectedFault {
    return bench.cloud.aws.faults.inject({ service, operation, fault: { kind }, times });
  }
});

function assertUnavailable(failure: ServiceError, kind: FaultKind): void {
  assert.equal(failure.code, status.UNAVAILABLE, failure.message);
  const { reason, retryAfterMs } = detailsOf(failure);
  assert.equal(reason, 'UNAVAILABLE');
  assert.ok(retryAfterMs !== null && retryAfterMs >= 500 && retryAfterMs <= 5_000, `retry ${retryAfterMs}`);
  if (kind === 'throttle') assert.match(failure.details, /throttling/);
}
