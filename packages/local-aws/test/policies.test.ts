import assert from 'node:assert/strict';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PolicyGrammarError } from '@leasehold/iam-engine';
import {
  type DocumentName,
  localDeployment,
  type PolicyDocument,
  type PolicySet,
  policySet,
} from '@leasehold/policies';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startLocalAws } from '../src/index.ts';
import { awsError, keysOf, World } from './world.ts';

type Edit = (set: PolicySet) => PolicySet;

/** The set with a text in one document retyped. */
function retyping(name: DocumentName, from: string, to: string): Edit {
  return (set) => {
    const text = JSON.stringify(set.documents[name]);
    assert.ok(text.includes(from), `${name} does not say ${from}`);
    const document = JSON.parse(text.replaceAll(from, to)) as PolicyDocument;
    return { ...set, documents: { ...set.documents, [name]: document } };
  };
}

const tag = '${aws:PrincipalTag/TenantId}';
const roleOpened = retyping('tenant-reader', `/config-service/${tag}/*`, '/config-service/*');
const boundaryOpened = retyping('tenant-boundary', `/config-service/${tag}/*`, '/config-service/*');

describe('an embedded AWS with policies of its own', () => {
  let world: World;
  afterEach(() => world?.stop());

  const start = async (edit: Edit): Promise<void> => {
    world = await World.start({}, undefined, edit);
  };

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
    await start((set) => boundaryOpened(roleOpened(set)));
    assert.equal(await readOfNeighbour(), 'of globex');
  });

  it('enforces the documents of its deployment when none are given', async () => {
    await start((set) => set);
    await assert.rejects(
      readOfNeighbour(),
      awsError('AccessDeniedException', 400, /because no identity-based policy allows the ssm:GetParameter action$/),
    );
  });

  it('limits a tenant role by its boundary, whatever the role policy allows', async () => {
    await start(roleOpened);
    await assert.rejects(
      readOfNeighbour(),
      awsError('AccessDeniedException', 400, /because no permissions boundary allows the ssm:GetParameter action$/),
    );
  });

  it('lets the boundary deny what the role policy allows', async () => {
    const denying = retyping('tenant-boundary', '"??*"', '"glob*"');
    await start((set) => denying(roleOpened(set)));
    await assert.rejects(
      readOfNeighbour(),
      awsError('AccessDeniedException', 400, /with an explicit deny in a permissions boundary$/),
    );
  });

  describe('whose table names another break-glass principal than the operator', () => {
    const denied = awsError('AccessDeniedException', 400, /with an explicit deny in a resource-based policy$/);
    const { table } = localDeployment;
    const key = { pk: { S: 'TENANT#acme' }, sk: { S: 'CONFIG#a' } };
    let operator: DynamoDBClient;
    beforeEach(async () => {
      await start(retyping('tenant-table', 'user/leasehold-operator', 'role/leasehold-break-glass'));
      operator = world.client(DynamoDBClient, world.aws.operator);
    });

    const refused: Readonly<Record<string, () => Promise<unknown>>> = {
      GetItem: () => operator.send(new GetItemCommand({ TableName: table, Key: key })),
      PutItem: () => operator.send(new PutItemCommand({ TableName: table, Item: key })),
      Scan: () => operator.send(new ScanCommand({ TableName: table })),
      TransactGetItems: () =>
        operator.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: table, Key: key } }] })),
    };
    for (const [operation, call] of Object.entries(refused)) {
      it(`refuses the administrator ${operation}`, () => assert.rejects(call(), denied));
    }

    it('lets the administrator manage the table', async () => {
      const { Table } = await operator.send(new DescribeTableCommand({ TableName: table }));
      assert.equal(Table?.TableStatus, 'ACTIVE');
    });

    it('lets the administrator use another table', async () => {
      await operator.send(
        new CreateTableCommand({
          TableName: 'another',
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        }),
      );
      // It is active a moment later; what is asked comes before what is there.
      const get = operator.send(new GetItemCommand({ TableName: 'another', Key: { pk: { S: 'a' } } }));
      await get.catch((error: Error) => assert.equal(error.name, 'ResourceNotFoundException'));
    });

    it('lets a tenant use its own items', async () => {
      const { Credentials } = await world.webIdentity(world.issuer.mint({ tenant: 'acme', role: 'reader' }));
      const reader = world.client(DynamoDBClient, keysOf(Credentials));
      const { Item } = await reader.send(new GetItemCommand({ TableName: table, Key: key }));
      assert.equal(Item, undefined);
    });
  });
});

describe('policies that no embedded AWS starts with', () => {
  it('are those of another deployment', async () => {
    const policies = policySet({ ...localDeployment, table: 'another' });
    await assert.rejects(startLocalAws({ port: 0, deployment: localDeployment, policies }), TypeError);
  });

  for (const document of ['task-role', 'tenant-boundary', 'tenant-table', 'parameter-key'] as const) {
    it(`are those with a ${document} that IAM would not store`, async () => {
      const policies = retyping(document, '"Effect"', '"Affect"')(policySet(localDeployment));
      await assert.rejects(startLocalAws({ port: 0, deployment: localDeployment, policies }), PolicyGrammarError);
    });
  }
});
