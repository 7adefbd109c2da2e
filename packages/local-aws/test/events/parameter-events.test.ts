import assert from 'node:assert/strict';
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { awsError, World } from '../world.ts';

const Name = '/config-service/acme/billing/rate';

describe('Parameter Store', () => {
  let world: World;
  let ssm: SSMClient;
  beforeEach(async () => {
    world = await World.start();
    ssm = world.client(SSMClient, world.aws.operator);
    const pattern = {
      source: ['aws.ssm'],
      'detail-type': ['Parameter Store Change'],
      detail: { name: [{ prefix: '/config-service/' }] },
    };
    world.aws.events.provision('parameters', pattern, [world.aws.failures.arn]);
  });
  afterEach(() => world.stop());

  const arrived = async () => {
    await world.aws.deliveries.settled();
    return world.aws.failures.bodies().map((body) => JSON.parse(body));
  };
  const operations = async () => (await arrived()).map(({ detail }) => `${detail.operation} ${detail.name}`);
  const put = (name = Name, more: Partial<ConstructorParameters<typeof PutParameterCommand>[0]> = {}) =>
    ssm.send(new PutParameterCommand({ Name: name, Value: 'very secret', Type: 'String', Overwrite: true, ...more }));

  it('tells of a change in the words of AWS, and neither value nor version nor who did it', async () => {
    await put(Name, { Type: 'SecureString', Description: 'a rate', KeyId: world.deployment.parameterKeyId });
    const [event, ...others] = await arrived();
    assert.deepEqual(others, []);
    const { id, time, ...rest } = event;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal(time, new Date(world.clock.now).toISOString().replace(/\.\d+Z$/, 'Z'));
    assert.deepEqual(rest, {
      version: '0',
      'detail-type': 'Parameter Store Change',
      source: 'aws.ssm',
      account: '111122223333',
      region: 'eu-west-1',
      resources: [`arn:aws:ssm:eu-west-1:111122223333:parameter${Name}`],
      detail: { operation: 'Create', name: Name, type: 'SecureString', description: 'a rate' },
    });
  });

  it('tells of creations, updates, labels and deletions, in order', async () => {
    await put();
    await put();
    await ssm.send(new LabelParameterVersionCommand({ Name, Labels: ['live'] }));
    await ssm.send(new LabelParameterVersionCommand({ Name, Labels: ['aws-not-valid'] }));
    await ssm.send(new UnlabelParameterVersionCommand({ Name, ParameterVersion: 2, Labels: ['live'] }));
    await ssm.send(new DeleteParameterCommand({ Name }));
    await put(`${Name}2`);
    await put('/elsewhere');
    await ssm.send(new DeleteParametersCommand({ Names: [`${Name}2`, '/elsewhere', Name] }));
    assert.deepEqual(await operations(), [
      `Create ${Name}`,
      `Update ${Name}`,
      `LabelParameterVersion ${Name}`,
      `Delete ${Name}`,
      `Create ${Name}2`,
      `Delete ${Name}2`,
    ]);
  });

  it('tells nothing of what was refused', async () => {
    await put();
    await assert.rejects(put(Name, { Overwrite: false }), awsError('ParameterAlreadyExists', 400));
    await assert.rejects(put(Name, { Type: 'SecureString' }), awsError('HierarchyTypeMismatchException', 400));
    await assert.rejects(
      ssm.send(new DeleteParameterCommand({ Name: `${Name}2` })),
      awsError('ParameterNotFound', 400),
    );
    assert.deepEqual(await operations(), [`Create ${Name}`]);
  });

  it('loses, doubles and reorders its events where it is told to', async () => {
    const { deliveries } = world.aws;
    deliveries.inject({ hop: 'event-to-rule', kind: 'drop', times: 1 });
    await put(`${Name}1`);
    deliveries.inject({ hop: 'event-to-rule', kind: 'duplicate', times: 1 });
    await put(`${Name}2`);
    deliveries.inject({ hop: 'rule-to-target', kind: 'reorder', times: 1 });
    await put(`${Name}3`);
    await put(`${Name}4`);
    deliveries.inject({ hop: 'rule-to-target', kind: 'drop', times: 1 });
    await put(`${Name}5`);
    assert.deepEqual(
      (await operations()).map((text) => text.at(-1)),
      ['2', '2', '4', '3'],
    );
  });
});
