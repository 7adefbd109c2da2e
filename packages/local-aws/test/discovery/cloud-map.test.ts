import assert from 'node:assert/strict';
import {
  CreateHttpNamespaceCommand,
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  DeregisterInstanceCommand,
  DiscoverInstancesCommand,
  type DiscoverInstancesCommandInput,
  DiscoverInstancesRevisionCommand,
  GetInstanceCommand,
  GetOperationCommand,
  ListInstancesCommand,
  RegisterInstanceCommand,
  ServiceDiscoveryClient,
  UpdateInstanceCustomHealthStatusCommand,
} from '@aws-sdk/client-servicediscovery';
import type { PolicyDocument } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { awsError, type Keys, World } from '../world.ts';

/** The task role may discover the deployment's service and nothing else. */
const taskPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'FindInstances',
      Effect: 'Allow',
      Action: ['servicediscovery:DiscoverInstances'],
      Resource: [
        'arn:aws:servicediscovery:eu-west-1:111122223333:namespace/*',
        'arn:aws:servicediscovery:eu-west-1:111122223333:service/*',
      ],
      Condition: {
        StringEquals: {
          'servicediscovery:NamespaceName': 'leasehold.internal',
          'servicediscovery:ServiceName': 'config-service',
        },
      },
    },
  ],
};

describe('the embedded Cloud Map', () => {
  let world: World;
  let map: ServiceDiscoveryClient;
  let ServiceId: string;
  beforeEach(async () => {
    world = await World.start({}, undefined, (set) => ({
      ...set,
      documents: { ...set.documents, 'task-role': taskPolicy },
    }));
    map = client(world.aws.operator);
    ServiceId = world.aws.discovery.serviceId;
  });
  afterEach(() => world.stop());

  /** DiscoverInstances goes to a host whose name begins with `data-`, unless the client is told not to. */
  const client = (keys: Keys) => {
    const made = world.client(ServiceDiscoveryClient, keys);
    made.config.disableHostPrefix = true;
    return made;
  };
  const Attributes = (port: number, more: Readonly<Record<string, string>> = {}) => ({
    AWS_INSTANCE_IPV4: '127.0.0.1',
    AWS_INSTANCE_PORT: String(port),
    ...more,
  });
  const register = async (InstanceId: string, attributes = Attributes(7_000)) => {
    const { OperationId } = await map.send(
      new RegisterInstanceCommand({ ServiceId, InstanceId, Attributes: attributes }),
    );
    await world.aws.deliveries.settled();
    return OperationId;
  };
  const discover = (input: Partial<DiscoverInstancesCommandInput> = {}, by = map) =>
    by.send(
      new DiscoverInstancesCommand({ NamespaceName: 'leasehold.internal', ServiceName: 'config-service', ...input }),
    );
  const ids = async (input: Partial<DiscoverInstancesCommandInput> = {}) =>
    ((await discover(input)).Instances ?? []).map(({ InstanceId }) => InstanceId).sort();

  it('finds what is registered, with its address, health and the revision of the answer', async () => {
    const before = (await discover()).InstancesRevision ?? 0;
    await register('one', Attributes(7_001, { zone: 'a' }));
    const { Instances, InstancesRevision } = await discover();
    assert.deepEqual(Instances, [
      {
        InstanceId: 'one',
        NamespaceName: 'leasehold.internal',
        ServiceName: 'config-service',
        HealthStatus: 'HEALTHY',
        Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1', AWS_INSTANCE_PORT: '7001', zone: 'a' },
      },
    ]);
    assert.ok((InstancesRevision ?? 0) > before);
    const named = { NamespaceName: 'leasehold.internal', ServiceName: 'config-service' };
    const revision = await map.send(new DiscoverInstancesRevisionCommand(named));
    assert.equal(revision.InstancesRevision, InstancesRevision);
  });

  it('takes a moment to register and to take away, and says how far it is', async () => {
    world.aws.deliveries.inject({ hop: 'registration', kind: 'delay', times: 1, ms: 1 });
    const { OperationId } = await map.send(
      new RegisterInstanceCommand({ ServiceId, InstanceId: 'one', Attributes: Attributes(7_001) }),
    );
    await world.aws.deliveries.settled();
    const { Operation } = await map.send(new GetOperationCommand({ OperationId }));
    assert.equal(Operation?.Status, 'SUCCESS');
    assert.equal(Operation?.Type, 'REGISTER_INSTANCE');
    assert.deepEqual(Operation?.Targets, { INSTANCE: 'one', SERVICE: ServiceId });

    world.aws.deliveries.inject({ hop: 'registration', kind: 'drop', times: 1 });
    const lost = await map.send(new DeregisterInstanceCommand({ ServiceId, InstanceId: 'one' }));
    await world.aws.deliveries.settled();
    const { Operation: pending } = await map.send(new GetOperationCommand({ OperationId: lost.OperationId }));
    assert.equal(pending?.Status, 'PENDING');
    assert.deepEqual(await ids(), ['one']);
    await map.send(new DeregisterInstanceCommand({ ServiceId, InstanceId: 'one' }));
    await world.aws.deliveries.settled();
    assert.deepEqual(await ids(), []);
  });

  it('filters by health, and fails open only where that was asked for', async () => {
    await register('one');
    await register('two', Attributes(7_002, { AWS_INIT_HEALTH_STATUS: 'UNHEALTHY' }));
    assert.deepEqual(await ids({ HealthStatus: 'HEALTHY' }), ['one']);
    assert.deepEqual(await ids({ HealthStatus: 'UNHEALTHY' }), ['two']);
    assert.deepEqual(await ids({ HealthStatus: 'ALL' }), ['one', 'two']);
    assert.deepEqual(await ids({ HealthStatus: 'HEALTHY_OR_ELSE_ALL' }), ['one']);
    const unhealthy = { ServiceId, InstanceId: 'one', Status: 'UNHEALTHY' } as const;
    await map.send(new UpdateInstanceCustomHealthStatusCommand(unhealthy));
    assert.deepEqual(await ids({ HealthStatus: 'HEALTHY' }), []);
    assert.deepEqual(await ids({ HealthStatus: 'HEALTHY_OR_ELSE_ALL' }), ['one', 'two']);
  });

  it('filters by attributes, by wishes only where they leave something', async () => {
    await register('one', Attributes(7_001, { zone: 'a', version: '1' }));
    await register('two', Attributes(7_002, { zone: 'b', version: '1' }));
    assert.deepEqual(await ids({ QueryParameters: { zone: 'a', version: '1' } }), ['one']);
    assert.deepEqual(await ids({ QueryParameters: { zone: 'a', version: '2' } }), []);
    assert.deepEqual(await ids({ OptionalParameters: { zone: 'b' } }), ['two']);
    assert.deepEqual(await ids({ OptionalParameters: { zone: 'c' } }), ['one', 'two']);
  });

  it('answers with 100 unless asked for more, at most 1,000, in random order and without pages', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) => `i-${index}`);
    for (const [index, id] of all.entries()) {
      world.aws.discovery.register({ id, address: '127.0.0.1', port: index + 1 });
    }
    assert.throws(() => world.aws.discovery.register({ id: 'more', address: '127.0.0.1', port: 1 }), {
      code: 'ResourceLimitExceeded',
    });
    const first = (await discover()).Instances?.map(({ InstanceId }) => InstanceId);
    assert.equal(first?.length, 100);
    assert.notDeepEqual(
      (await discover()).Instances?.map(({ InstanceId }) => InstanceId),
      first,
    );
    assert.deepEqual(await ids({ MaxResults: 1_000 }), all.toSorted());
    await assert.rejects(discover({ MaxResults: 1_001 }), awsError('InvalidInput', 400, /1000/));
    const { Instances, NextToken } = await map.send(new ListInstancesCommand({ ServiceId }));
    const second = await map.send(new ListInstancesCommand({ ServiceId, NextToken, MaxResults: 2 }));
    assert.deepEqual(
      [Instances?.length, Instances?.at(-1)?.Id, second.Instances?.map(({ Id }) => Id)],
      [100, all.toSorted()[99], all.toSorted().slice(100, 102)],
    );
  });

  it('replaces an instance that is registered again', async () => {
    await register('one', Attributes(7_001));
    await register('one', Attributes(7_002));
    const { Instance, ResourceOwner } = await map.send(new GetInstanceCommand({ ServiceId, InstanceId: 'one' }));
    assert.deepEqual([Instance?.Id, Instance?.Attributes], ['one', Attributes(7_002)]);
    assert.match(Instance?.CreatorRequestId ?? '', /^[0-9a-f-]{36}$/, 'the SDK makes one');
    assert.equal(ResourceOwner, '111122223333');
  });

  it('lists the dead and misses the living while its answers are stale', async () => {
    const { discovery } = world.aws;
    discovery.register({ id: 'old', address: '127.0.0.1', port: 1 });
    const frozen = discovery.inject({ kind: 'as-of-now', times: 2 });
    discovery.deregister('old');
    discovery.register({ id: 'new', address: '127.0.0.1', port: 2 });
    assert.deepEqual(await ids(), ['old']);
    assert.deepEqual(await ids(), ['old']);
    assert.equal(frozen.hits, 2);
    assert.deepEqual(await ids(), ['new']);
    discovery.inject({
      kind: 'altered',
      times: Number.POSITIVE_INFINITY,
      until: world.clock.now + 1_000,
      missing: ['new'],
      dead: [{ id: 'dead', address: '127.0.0.1', port: 3 }],
    });
    assert.deepEqual(await ids({ HealthStatus: 'HEALTHY' }), ['dead']);
    world.clock.now += 1_000;
    assert.deepEqual(
      discovery.instances.map(({ id }) => id),
      ['new'],
    );
    assert.throws(() => discovery.inject({ kind: 'altered', times: 1, dead: [{ id: 'x', address: 'x', port: 1 }] }), {
      code: 'InvalidInput',
    });
  });

  it('is throttled in its own words', async () => {
    const fault = { kind: 'throttle' } as const;
    world.aws.faults.inject({ service: 'servicediscovery', operation: 'DiscoverInstances', fault, times: 1 });
    await assert.rejects(discover(), awsError('RequestLimitExceeded', 429, /Rate exceeded/));
    await discover();
  });

  it('makes namespaces and services', async () => {
    const { OperationId } = await map.send(new CreateHttpNamespaceCommand({ Name: 'apps' }));
    const { Operation } = await map.send(new GetOperationCommand({ OperationId }));
    const NamespaceId = Operation?.Targets?.NAMESPACE;
    const { Service } = await map.send(new CreateServiceCommand({ Name: 'web', NamespaceId }));
    assert.equal(Service?.Type, 'HTTP');
    await map.send(
      new RegisterInstanceCommand({ ServiceId: Service?.Arn, InstanceId: 'one', Attributes: { any: 'thing' } }),
    );
    await world.aws.deliveries.settled();
    const { Instances } = await discover({ NamespaceName: 'apps', ServiceName: 'web', HealthStatus: 'HEALTHY' });
    assert.deepEqual(
      Instances?.map(({ InstanceId, HealthStatus }) => [InstanceId, HealthStatus]),
      [['one', 'UNKNOWN']],
    );
    await assert.rejects(
      map.send(new CreateServiceCommand({ Name: 'web', NamespaceId })),
      awsError('ServiceAlreadyExists', 400),
    );
    await assert.rejects(
      map.send(new CreatePrivateDnsNamespaceCommand({ Name: 'leasehold.internal', Vpc: 'vpc-1' })),
      awsError('NamespaceAlreadyExists', 400),
    );
    const Status = 'HEALTHY';
    await assert.rejects(
      map.send(new UpdateInstanceCustomHealthStatusCommand({ ServiceId: Service?.Id, InstanceId: 'one', Status })),
      awsError('CustomHealthNotFound', 404),
    );
  });

  it('refuses what is not there, and what is none', async () => {
    await assert.rejects(discover({ NamespaceName: 'x' }), awsError('NamespaceNotFound', 404));
    await assert.rejects(discover({ ServiceName: 'x' }), awsError('ServiceNotFound', 404));
    const none = { ServiceId, InstanceId: 'none' };
    await assert.rejects(map.send(new GetInstanceCommand(none)), awsError('InstanceNotFound', 404));
    await assert.rejects(map.send(new DeregisterInstanceCommand(none)), awsError('InstanceNotFound', 404));
    await assert.rejects(map.send(new GetOperationCommand({ OperationId: 'x' })), awsError('OperationNotFound', 404));
    for (const [id, attributes] of [
      ['a b', Attributes(1)],
      ['one', {}],
      ['one', { AWS_INSTANCE_IPV4: '127.0.0.256' }],
      ['one', { ...Attributes(1), AWS_INSTANCE_PORT: '70000' }],
      ['one', Attributes(1, { AWS_INIT_HEALTH_STATUS: 'FINE' })],
      ['one', Attributes(1, { 'a key': 'x' })],
      ['one', Attributes(1, { key: ' ' })],
      ['one', Attributes(1, Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`k${index}`, 'v'])))],
    ] as const) {
      await assert.rejects(
        map.send(new RegisterInstanceCommand({ ServiceId, InstanceId: id, Attributes: attributes })),
        awsError('InvalidInput', 400),
      );
    }
    assert.deepEqual(await ids(), []);
  });

  it('lets nobody in but by policy: by the names of namespace and service', async () => {
    await register('one');
    const task = client(await world.task());
    assert.equal((await discover({}, task)).Instances?.length, 1);
    const denied = awsError('AccessDeniedException', 400, /servicediscovery:/);
    await assert.rejects(discover({ ServiceName: 'other' }, task), denied);
    await assert.rejects(discover({ NamespaceName: 'other' }, task), denied);
    await assert.rejects(task.send(new ListInstancesCommand({ ServiceId })), denied);
    await assert.rejects(task.send(new DeregisterInstanceCommand({ ServiceId, InstanceId: 'one' })), denied);
    const record = world.aws.trail.records().find(({ eventName }) => eventName === 'DiscoverInstances');
    assert.equal(record?.eventSource, 'servicediscovery.amazonaws.com');
    assert.equal(record?.eventCategory, 'Data');
  });

  it('is where a client of the SDK looks for it only without its host prefix', async () => {
    const hosts: string[] = [];
    const requestHandler = {
      handle: async ({ hostname }: { readonly hostname: string }) => {
        hosts.push(hostname);
        throw new Error('not sent');
      },
    };
    for (const disableHostPrefix of [false, true]) {
      const { endpoint, operator: credentials } = world.aws;
      const settings = { endpoint, region: 'eu-west-1', credentials, maxAttempts: 1, disableHostPrefix };
      const other = new ServiceDiscoveryClient({ ...settings, requestHandler: requestHandler as never });
      await assert.rejects(discover({}, other), /not sent/);
    }
    assert.deepEqual(hosts, ['data-127.0.0.1', '127.0.0.1']);
  });
});
