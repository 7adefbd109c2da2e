import assert from 'node:assert/strict';
import { evaluate, loadPolicy } from '@leasehold/iam-engine';
import {
  leadingKey,
  localDeployment,
  sessionPolicy,
  tenantReaderPolicy,
  tenantWriterPolicy,
} from '@leasehold/policies';
import { after, before, describe, it } from 'mocha';
import type { Ask } from '../../src/endpoint/aws-service.ts';
import { Harness, type Input, key, table } from './harness.ts';

/*
 * The deployment's own policies, as a role session of tenant acme for the service orders sees them: what this DynamoDB asks
 * must be what they are written about, condition key by condition key.
 */

const own = leadingKey('acme', 'orders');
const foreign = [
  leadingKey('globex', 'orders'),
  leadingKey('acme2', 'orders'),
  leadingKey('acme', 'billing'),
  leadingKey('acme', null),
];

function session(access: 'read' | 'write'): (ask: Ask) => boolean {
  const role = access === 'read' ? tenantReaderPolicy(localDeployment) : tenantWriterPolicy(localDeployment);
  const scope = sessionPolicy(localDeployment, 'acme', { access, service: 'orders' });
  const policies = {
    identity: [loadPolicy('role', 'identity', role)],
    session: [loadPolicy('session', 'session', scope)],
  };
  const arn = `arn:aws:sts::${localDeployment.account}:assumed-role/${localDeployment.writerRole}/acme`;
  return ({ action, resource, context = {} }) =>
    evaluate(policies, {
      principal: { type: 'AWS', arn, account: localDeployment.account },
      action,
      resource,
      context: { 'aws:PrincipalTag/TenantId': 'acme', 'aws:PrincipalTag/UserRole': 'writer', ...context },
    }).effect === 'allow';
}

const query = (pk: string): Input => ({
  TableName: table,
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': { S: pk } },
});

const reads: readonly (readonly [string, (pk: string) => Input])[] = [
  ['GetItem', (pk) => ({ TableName: table, Key: key(pk, 'a') })],
  ['Query', query],
  ['BatchGetItem', (pk) => ({ RequestItems: { [table]: { Keys: [key(pk, 'a'), key(own, 'b')] } } })],
  [
    'TransactGetItems',
    (pk) => ({
      TransactItems: [own, pk].map((pk, index) => ({ Get: { TableName: table, Key: key(pk, `t${index}`) } })),
    }),
  ],
];
const writes: readonly (readonly [string, (pk: string) => Input])[] = [
  ['PutItem', (pk) => ({ TableName: table, Item: key(pk, 'a') })],
  [
    'TransactWriteItems',
    (pk) => ({
      TransactItems: [own, pk].map((pk, index) => ({ Put: { TableName: table, Item: key(pk, `t${index}`) } })),
    }),
  ],
];

describe('DynamoDB under the policies of a tenant', () => {
  let dynamodb: Harness;
  before(async () => {
    dynamodb = await Harness.start();
  });
  after(() => dynamodb.close());

  for (const [operation, input] of reads)
    it(`${operation} reaches the own partition and no other`, async () => {
      for (const access of ['read', 'write'] as const) {
        const allow = session(access);
        await dynamodb.ok(operation, input(own), { allow });
        for (const pk of foreign)
          assert.equal((await dynamodb.fails(operation, input(pk), { allow })).code, 'AccessDeniedException', pk);
      }
    });

  for (const [operation, input] of writes)
    it(`${operation} reaches the own partition and no other, and nothing in a reading session`, async () => {
      await dynamodb.ok(operation, input(own), { allow: session('write') });
      for (const pk of foreign)
        assert.equal(
          (await dynamodb.fails(operation, input(pk), { allow: session('write') })).code,
          'AccessDeniedException',
          pk,
        );
      const reading = await dynamodb.fails(operation, input(own), { allow: session('read') });
      assert.equal(reading.code, 'AccessDeniedException');
    });

  const never: readonly (readonly [string, Input])[] = [
    ['Scan', { TableName: table }],
    ['Query', { ...query(own), IndexName: 'by-owner' }],
    ['BatchWriteItem', { RequestItems: { [table]: [{ PutRequest: { Item: key(own, 'a') } }] } }],
    ['ExecuteStatement', { Statement: `SELECT * FROM "${table}" WHERE pk='${own}'` }],
    ['ListTables', {}],
    ['DescribeTable', { TableName: table }],
    ['DeleteTable', { TableName: table }],
    ['GetItem', { TableName: 'another-table', Key: key(own, 'a') }],
  ];
  for (const [operation, input] of never)
    it(`${operation} is denied in any session: ${JSON.stringify(input)}`, async () => {
      for (const access of ['read', 'write'] as const)
        assert.equal(
          (await dynamodb.fails(operation, input, { allow: session(access) })).code,
          'AccessDeniedException',
        );
    });
});
