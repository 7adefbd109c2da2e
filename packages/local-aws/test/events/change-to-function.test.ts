import assert from 'node:assert/strict';
import { DiscoverInstancesCommand, ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { roleArn } from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FunctionTestWorld } from '../lambda/function-world.ts';

const Name = '/config-service/acme/billing/rate';
const rule = 'parameter-changes';

describe('a change of a parameter', () => {
  let world: FunctionTestWorld;
  beforeEach(async () => {
    world = await FunctionTestWorld.start();
  });
  afterEach(() => world.stop());

  const provision = () => {
    const { events, functions } = world.aws;
    const { notifierFunction, parameterRoot } = world.world.deployment;
    const pattern = {
      source: ['aws.ssm'],
      'detail-type': ['Parameter Store Change'],
      detail: { name: [{ prefix: `/${parameterRoot}/` }] },
    };
    events.provision(rule, pattern, [functions.arnOf(notifierFunction)]);
  };
  const allow = () => {
    const { notifierFunction } = world.world.deployment;
    const sourceArn = world.aws.events.ruleArn(rule);
    world.aws.functions.allow({ function: notifierFunction, service: 'events.amazonaws.com', sourceArn });
  };
  const put = async (name = Name) => {
    const ssm = world.world.client(SSMClient, world.aws.operator);
    await ssm.send(new PutParameterCommand({ Name: name, Value: 'x', Type: 'String' }));
    await world.aws.deliveries.settled();
  };
  const telling = 'export const handler = async (event) => { console.log(JSON.stringify({ event })); };';

  it('reaches the function that a rule sends it to', async () => {
    const target = await world.create(telling);
    provision();
    allow();
    await put('/elsewhere/rate');
    await put();
    const [event, ...others] = world.told(target, 'event') as { readonly detail: unknown }[];
    assert.deepEqual(others, []);
    assert.deepEqual(event?.detail, { operation: 'Create', name: Name, type: 'String' });
  });

  it('does not reach a function that the rule may not invoke', async () => {
    const target = await world.create(telling);
    provision();
    await put();
    assert.deepEqual(world.told(target, 'event'), []);
  });

  it("finds a function whose role, by the deployment's own policy, may find instances and prove who it is", async () => {
    const target = await world.create('export const handler = async () => process.env;');
    const outcome = await target.invoke('request-1', {});
    assert.ok(outcome.ok);
    const variables: Readonly<Record<string, string>> = JSON.parse(outcome.payload);
    const keys = {
      accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: variables['AWS_SESSION_TOKEN'] ?? '',
    };
    const { deployment } = world.world;
    world.aws.discovery.register({ id: 'one', address: '127.0.0.1', port: 7_000 });
    const map = world.world.client(ServiceDiscoveryClient, keys);
    map.config.disableHostPrefix = true;
    const names = { NamespaceName: deployment.namespace, ServiceName: deployment.discoveryService };
    const { Instances } = await map.send(new DiscoverInstancesCommand(names));
    assert.equal(Instances?.[0]?.Attributes?.['AWS_INSTANCE_PORT'], '7000');

    const sts = world.world.client(STSClient, keys);
    const Audience = [deployment.refreshAudience];
    const { WebIdentityToken } = await sts.send(
      new GetWebIdentityTokenCommand({ Audience, SigningAlgorithm: 'ES384' }),
    );
    const [, claims = ''] = (WebIdentityToken ?? '').split('.');
    const { sub, 'https://sts.amazonaws.com/': details } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.equal(sub, roleArn(deployment, deployment.notifierRole));
    assert.equal(details.lambda_source_function_arn, world.aws.functions.arnOf(deployment.notifierFunction));
    const other = new GetWebIdentityTokenCommand({ Audience: ['another'], SigningAlgorithm: 'ES384' });
    await assert.rejects(sts.send(other), { name: 'AccessDenied' });
  });
});
