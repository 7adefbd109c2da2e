import assert from 'node:assert/strict';
import { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { describe, it } from 'mocha';
import { Discovery } from '../src/discovery.ts';

/** Cloud Map that answers with these instances. */
function cloudMap(...Instances: readonly object[]) {
  const asked: unknown[] = [];
  const client = new ServiceDiscoveryClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(args.input);
      return { output: { $metadata: {}, Instances }, response: {} };
    },
    { step: 'initialize' },
  );
  return { discovery: new Discovery(client, { namespace: 'leasehold.internal', service: 'config-service' }), asked };
}

const signal = AbortSignal.timeout(60_000);
const registered = (id: string, attributes: Record<string, string>, health?: string) => ({
  InstanceId: id,
  Attributes: attributes,
  ...(health === undefined ? {} : { HealthStatus: health }),
});

describe('The instances that Cloud Map lists', () => {
  it('are asked for by name, all of them at once, unhealthy ones too', async () => {
    const { discovery, asked } = cloudMap();
    assert.equal((await discovery.instances(signal)).size, 0);
    assert.deepEqual(asked, [
      { NamespaceName: 'leasehold.internal', ServiceName: 'config-service', HealthStatus: 'ALL', MaxResults: 1_000 },
    ]);
  });

  it('are live unless they are unhealthy: without a health check nothing is said', async () => {
    const at = { AWS_INSTANCE_IPV4: '10.0.0.5', AWS_INSTANCE_PORT: '50052' };
    const { discovery } = cloudMap(
      registered('a', at, 'HEALTHY'),
      registered('b', at, 'UNHEALTHY'),
      registered('c', at, 'UNKNOWN'),
      registered('d', at),
    );
    const live = [...(await discovery.instances(signal)).values()].map(({ id, isLive }) => [id, isLive]);
    assert.deepEqual(live, [
      ['a', true],
      ['b', false],
      ['c', true],
      ['d', true],
    ]);
  });

  const cases: readonly [Record<string, string>, string | null][] = [
    [{ AWS_INSTANCE_IPV4: '10.0.0.5', AWS_INSTANCE_PORT: '50052' }, '10.0.0.5:50052'],
    [{ AWS_INSTANCE_IPV6: 'fd00::5', AWS_INSTANCE_PORT: '1' }, '[fd00::5]:1'],
    [{ AWS_INSTANCE_IPV4: '10.0.0.5' }, null],
    [{ AWS_INSTANCE_PORT: '50052' }, null],
    [{ AWS_INSTANCE_IPV4: 'evil.example', AWS_INSTANCE_PORT: '50052' }, null],
    [{ AWS_INSTANCE_IPV4: '10.0.0.5', AWS_INSTANCE_PORT: '0' }, null],
    [{ AWS_INSTANCE_IPV4: '10.0.0.5', AWS_INSTANCE_PORT: '65536' }, null],
    [{ AWS_INSTANCE_IPV4: '10.0.0.5', AWS_INSTANCE_PORT: '1/x' }, null],
  ];
  for (const [attributes, address] of cases) {
    it(`are at ${address ?? 'no address'} with ${JSON.stringify(attributes)}`, async () => {
      const { discovery } = cloudMap(registered('a', attributes));
      assert.equal((await discovery.instances(signal)).get('a')?.address, address);
    });
  }
});
