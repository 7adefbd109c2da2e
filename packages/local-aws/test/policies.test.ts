import assert from 'node:assert/strict';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PolicyGrammarError } from '@leasehold/iam-engine';
import {
  type DocumentName,
  localDeployment,
  type PolicyDocument,
  type PolicySet,
  policySet,
} from '@leasehold/policies';
import { afterEach, describe, it } from 'mocha';
import { startLocalAws } from '../src/index.ts';
import { awsError, keysOf, World } from './world.ts';

/** The local set with one document retyped. */
function retyped(set: PolicySet, name: DocumentName, from: string, to: string): PolicySet {
  const text = JSON.stringify(set.documents[name]);
  assert.ok(text.includes(from), `${name} does not say ${from}`);
  return {
    ...set,
    documents: { ...set.documents, [name]: JSON.parse(text.replaceAll(from, to)) as PolicyDocument },
  };
}

describe('an embedded AWS with policies of its own', () => {
  let world: World;
  afterEach(() => world?.stop());

  const name = '/config-service/globex/orders/url';

  async function readOfNeighbour(): Promise<string | undefined> {
    await world
      .client(SSMClient, world.aws.operator)
      .send(new PutParameterCommand({ Name: name, Value: 'of globex', Type: 'String' }));
    const { Credentials } = await world.webIdentity(world.issuer.mint({ tenant: 'acme', role: 'reader' }));
    const ssm = world.client(SSMClient, keysOf(Credentials));
    return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  }

  it('enforces them, wrong as they may be', async () => {
    world = await World.start({}, undefined, (set) =>
      retyped(set, 'tenant-reader', '/config-service/${aws:PrincipalTag/TenantId}/*', '/config-service/*'),
    );
    assert.equal(await readOfNeighbour(), 'of globex');
  });

  it('enforces the documents of its deployment when none are given', async () => {
    world = await World.start();
    await assert.rejects(readOfNeighbour(), awsError('AccessDeniedException', 400, /identity-based policy/));
  });
});

describe('policies that no embedded AWS starts with', () => {
  it('are those of another deployment', async () => {
    const policies = policySet({ ...localDeployment, table: 'another' });
    await assert.rejects(startLocalAws({ port: 0, deployment: localDeployment, policies }), TypeError);
  });

  it('are those that IAM would not store', async () => {
    const policies = retyped(policySet(localDeployment), 'task-role', '"Deny"', '"Forbid"');
    await assert.rejects(startLocalAws({ port: 0, deployment: localDeployment, policies }), PolicyGrammarError);
  });
});
