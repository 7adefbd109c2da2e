import assert from 'node:assert/strict';
import {
  DeleteItemCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  ListTablesCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { leadingKey, localDeployment } from '@leasehold/policies';
import { after, before, describe, it } from 'mocha';
import { AttackedCloud, type Exchange, type SessionKeys } from './attacked-cloud.ts';
import { deletion, reads, type StorageCall, type Stores, writes } from './storage-calls.ts';

const acmeReader = { tenant: 'acme', role: 'reader' } as const;
const acmeWriter = { tenant: 'acme', role: 'writer' } as const;
const allowAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
/** The second one begins with the first one's name. */
const victims = ['globex', 'acme2'] as const;
const { table: TableName, parameterRoot } = localDeployment;

describe('Attacks straight at AWS, with a good token and without the service', () => {
  let cloud: AttackedCloud;
  let reader: SessionKeys;
  let unlimitedReader: SessionKeys;
  let writer: SessionKeys;

  before(async () => {
    cloud = await AttackedCloud.start();
    writer = await cloud.exchange(acmeWriter, { role: 'writer' });
    for (const [, send] of writes) await send(stores(writer), 'acme');
    for (const tenant of victims) {
      const keys = await cloud.exchange({ tenant, role: 'writer' }, { role: 'writer' });
      for (const [name, send] of writes) if (!name.includes('beside')) await send(stores(keys), tenant);
    }
    reader = await cloud.exchange(acmeReader);
    unlimitedReader = await cloud.exchange(acmeReader, { policy: allowAll });
  });

  after(() => cloud.close());

  function stores(keys: SessionKeys): Stores {
    return { dynamoDb: cloud.dynamoDb(keys), ssm: cloud.ssm(keys) };
  }

  describe('at the exchange of the token', () => {
    const exchanges: readonly (readonly [string, Parameters<AttackedCloud['exchange']>[0], Exchange])[] = [
      ["a reader's token for the writer role", acmeReader, { role: 'writer' }],
      ['the session name of another tenant', acmeReader, { sessionName: 'globex' }],
      ['the session name of a twin', acmeReader, { sessionName: 'acme2' }],
      ['the session name in other case', acmeReader, { sessionName: 'ACME' }],
      ['a made-up session name with a policy that allows all', acmeReader, { sessionName: 'root', policy: allowAll }],
      [
        "a reader's token for the writer role with a policy that allows all",
        acmeReader,
        { role: 'writer', policy: allowAll },
      ],
    ];
    for (const [what, who, exchange] of exchanges) {
      it(`refuses ${what}`, () => refused(cloud.exchange(who, exchange), 'AccessDenied', 'AssumeRoleWithWebIdentity'));
    }

    const foreignTags = [{ Key: 'TenantId', Value: 'globex' }];
    const chains: readonly (readonly [string, () => SessionKeys, 'reader' | 'writer', object])[] = [
      ['a reader session into the same role', () => reader, 'reader', {}],
      ['a reader session into the writer role', () => reader, 'writer', {}],
      [
        'a writer session into another tenant',
        () => writer,
        'reader',
        { Tags: foreignTags, RoleSessionName: 'globex' },
      ],
      [
        'a writer session into itself with an admin tag',
        () => writer,
        'writer',
        { Tags: [{ Key: 'UserRole', Value: 'admin' }] },
      ],
      ['a session with a policy that allows all', () => unlimitedReader, 'writer', { Policy: allowAll }],
    ];
    for (const [what, keys, role, more] of chains) {
      it(`refuses role chaining: ${what}`, async () => {
        const chained = { RoleArn: cloud.roleArn(role), RoleSessionName: 'acme', SourceIdentity: 'acme', ...more };
        await refused(
          cloud.client(STSClient, keys()).send(new AssumeRoleCommand(chained)),
          'AccessDenied',
          'AssumeRole',
        );
      });
    }
  });

  describe('with a writer session of acme', () => {
    for (const call of writes) refusesForeign(call, () => writer);
  });

  describe('with a reader session of acme', () => {
    for (const call of reads) refusesForeign(call, () => reader);
    for (const [name, send] of writes) {
      it(`refuses ${name}, even of acme's own`, () => refused(send(stores(reader), 'acme'), 'AccessDeniedException'));
    }
  });

  describe('with a reader session whose session policy allows all', () => {
    for (const call of reads) refusesForeign(call, () => unlimitedReader);
    for (const [name, send] of writes) {
      it(`refuses ${name}, even of acme's own`, () =>
        refused(send(stores(unlimitedReader), 'acme'), 'AccessDeniedException'));
    }
  });

  describe('what reaches further than one tenant, or is not needed', () => {
    const wide: readonly (readonly [string, (stores: Stores) => Promise<unknown>])[] = [
      ['Scan', ({ dynamoDb }) => dynamoDb.send(new ScanCommand({ TableName }))],
      [
        'PartiQL',
        ({ dynamoDb }) => dynamoDb.send(new ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}"` })),
      ],
      [
        "PartiQL with acme's own key",
        ({ dynamoDb }) =>
          dynamoDb.send(
            new ExecuteStatementCommand({
              Statement: `SELECT * FROM "${TableName}" WHERE pk = '${leadingKey('acme', 'orders')}'`,
            }),
          ),
      ],
      [
        "DeleteItem of acme's own, which would leave no tombstone",
        ({ dynamoDb }) =>
          dynamoDb.send(
            new DeleteItemCommand({
              TableName,
              Key: { pk: { S: leadingKey('acme', 'orders') }, sk: { S: 'CONFIG#theme' } },
            }),
          ),
      ],
      ['ListTables', ({ dynamoDb }) => dynamoDb.send(new ListTablesCommand({}))],
      ['DescribeTable', ({ dynamoDb }) => dynamoDb.send(new DescribeTableCommand({ TableName }))],
      ['DescribeParameters', ({ ssm }) => ssm.send(new DescribeParametersCommand({}))],
      ['GetParametersByPath of everything', ({ ssm }) => byPath(ssm, '/')],
      ['GetParametersByPath of all tenants', ({ ssm }) => byPath(ssm, `/${parameterRoot}`)],
      ["GetParametersByPath of acme's root", ({ ssm }) => byPath(ssm, `/${parameterRoot}/acme`)],
      [
        "GetParameterHistory of acme's own",
        ({ ssm }) => ssm.send(new GetParameterHistoryCommand({ Name: `/${parameterRoot}/acme/orders/password` })),
      ],
    ];
    for (const [name, send] of wide) {
      it(`refuses ${name} to every session of acme`, async () => {
        for (const keys of [reader, unlimitedReader, writer])
          await refused(send(stores(keys)), 'AccessDeniedException');
      });
    }
  });

  describe('at a secret', () => {
    it('refuses to encrypt with the key that decrypts for the whole account', async () => {
      const Name = `/${parameterRoot}/acme/orders/weak`;
      const put = new PutParameterCommand({ Name, Value: 'x', Type: 'SecureString', KeyId: 'alias/aws/ssm' });
      await refused(cloud.ssm(writer).send(put), 'AccessDeniedException');
    });

    const Name = `/${parameterRoot}/acme/orders/password`;
    const decrypting = (context: string): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: '*',
            Condition: { StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': `arn:*:parameter${context}` } },
          },
        ],
      });
    const decrypt = async (policy: string): Promise<string | undefined> => {
      const keys = await cloud.exchange(acmeReader, { policy });
      const read = await cloud.ssm(keys).send(new GetParameterCommand({ Name, WithDecryption: true }));
      return read.Parameter?.Value;
    };

    it('decrypts under its own encryption context', async () => {
      assert.equal(await decrypt(decrypting(Name)), 'secret of acme');
    });

    for (const context of [`${Name}2`, `/${parameterRoot}/globex/orders/password`, Name.toUpperCase()]) {
      it(`refuses to decrypt where only the context of ${context} is allowed`, () =>
        refused(decrypt(decrypting(context)), 'AccessDeniedException'));
    }
  });

  describe('at the last of its own data', () => {
    refusesForeign(deletion, () => writer);
  });

  describe('with keys that do not belong together', () => {
    const mixes: readonly (readonly [string, (acme: SessionKeys, globex: SessionKeys) => SessionKeys])[] = [
      ["acme's session token with globex's access key", (acme, globex) => ({ ...globex, ...tokenOf(acme) })],
      ["globex's session token with acme's access key", (acme, globex) => ({ ...acme, ...tokenOf(globex) })],
      ['no session token', ({ accessKeyId, secretAccessKey }) => ({ accessKeyId, secretAccessKey })],
      ["globex's access key with acme's secret", (acme, { accessKeyId }) => ({ ...acme, accessKeyId })],
      ['a made-up access key', (acme) => ({ ...acme, accessKeyId: 'ASIA0000000000000000' })],
    ];
    for (const [what, mix] of mixes) {
      it(`refuses ${what} everywhere`, async () => {
        const keys = mix(reader, await cloud.exchange({ tenant: 'globex', role: 'reader' }));
        const { dynamoDb, ssm } = stores(keys);
        const [[, getItem] = missing()] = reads;
        const codes =
          /^(UnrecognizedClientException|InvalidSignatureException|InvalidClientTokenId|SignatureDoesNotMatch)$/;
        const asked = [
          () => getItem({ dynamoDb, ssm }, 'acme'),
          () => ssm.send(new GetParameterCommand({ Name: '/x' })),
          () => cloud.client(STSClient, keys).send(new GetCallerIdentityCommand({})),
        ];
        for (const ask of asked) await assert.rejects(ask, { name: codes });
      });
    }
  });

  function refusesForeign([name, send]: StorageCall, keys: () => SessionKeys): void {
    it(`allows ${name} of acme's own, and refuses it of any other tenant's`, async () => {
      for (const victim of victims) await refused(send(stores(keys()), victim), 'AccessDeniedException');
      await send(stores(keys()), 'acme');
    });
  }

  /** Refused by IAM, told without the data, and recorded as acme's doing. */
  async function refused(attempt: Promise<unknown>, code: string, eventName?: string): Promise<void> {
    await assert.rejects(attempt, (error: Error) => {
      assert.equal(error.name, code, error.message);
      // STS says less of a web identity exchange than of other calls.
      assert.match(error.message, /is not authorized to perform|^Not authorized to perform sts:/);
      assert.doesNotMatch(error.message, /secret of|theme of/);
      return true;
    });
    const denied = cloud.aws.trail.records().findLast((record) => record.errorCode !== undefined);
    assert.match(denied?.errorCode ?? '', /^AccessDenied/);
    if (eventName === 'AssumeRoleWithWebIdentity') assert.equal(denied?.eventName, eventName);
    else assert.match(JSON.stringify(denied?.userIdentity), /"sourceIdentity":"acme"/);
  }
});

function byPath(ssm: Stores['ssm'], Path: string): Promise<unknown> {
  return ssm.send(new GetParametersByPathCommand({ Path, Recursive: true, WithDecryption: true }));
}

function tokenOf({ sessionToken }: SessionKeys): { sessionToken?: string } {
  return sessionToken === undefined ? {} : { sessionToken };
}

function missing(): never {
  throw new Error('the table of reads is empty');
}
