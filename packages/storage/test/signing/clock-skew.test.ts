import assert from 'node:assert/strict';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { type LocalAws, startLocalAws } from '@leasehold/local-aws';
import { leadingKey, localDeployment, parameterPath } from '@leasehold/policies';
import { defaultAwsBounds, dynamoDbClient, ssmClient, withTenantSession } from '@leasehold/storage';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { openSession } from '../aws/open-session.ts';

const deployment = { ...localDeployment, assumeRoleTrust: true };
const orders = { access: 'read', service: 'orders' } as const;
const variable = 'AWS_DISABLE_CLOCK_SKEW_CORRECTION';

for (const [how, skewMs] of [
  ['behind', 600_000],
  ['ahead', -600_000],
] as const) {
  describe(`a clock ten minutes ${how} AWS's`, () => {
    const now = () => Date.now() + skewMs;
    let aws: LocalAws;
    const outside = process.env[variable];

    before(async () => {
      aws = await startLocalAws({ port: 0, deployment, now });
    });
    after(() => aws.close());
    beforeEach(() => {
      process.env[variable] = 'true';
    });
    afterEach(() => {
      if (outside === undefined) delete process.env[variable];
      else process.env[variable] = outside;
    });

    const settings = () => ({ ...defaultAwsBounds, region: deployment.region, endpoint: aws.endpoint });
    const sessions = () =>
      Promise.all(['acme', 'globex'].map((tenant) => openSession(aws, deployment, tenant, orders, 'reader', now)));

    it("costs one attempt more of DynamoDB's first call, whichever tenant's, and none of those after it", async () => {
      const client = dynamoDbClient(settings());
      const attempts: (number | undefined)[] = [];
      for (const session of await sessions()) {
        const Key = { pk: { S: leadingKey(session.tenant, 'orders') }, sk: { S: 'CONFIG#x' } };
        const answer = await withTenantSession(session, () =>
          client.send(new GetItemCommand({ TableName: deployment.table, Key })),
        );
        attempts.push(answer.$metadata.attempts);
      }
      assert.deepEqual(attempts, [2, 1]);
      client.destroy();
    });

    it("costs one attempt more of Parameter Store's first call, and none of those it refuses after it", async () => {
      const client = ssmClient(settings());
      const attempts: unknown[] = [];
      for (const session of await sessions()) {
        const Name = parameterPath(deployment.parameterRoot, session.tenant, 'orders', 'x');
        // The call was let in: what it asks for is not there.
        await assert.rejects(
          withTenantSession(session, () => client.send(new GetParameterCommand({ Name }))),
          (error) => {
            const { name, $metadata } = Object(error);
            assert.equal(name, 'ParameterNotFound');
            attempts.push($metadata.attempts);
            return true;
          },
        );
      }
      assert.deepEqual(attempts, [2, 1]);
      client.destroy();
    });
  });
}
