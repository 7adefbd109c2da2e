import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { Ask } from '../../src/endpoint/aws-service.ts';
import { arn, deployment, keyArn, list, structure, TestStore } from './parameter-store.ts';

const name = '/config-service/acme/orders/db-password';
const KeyId = deployment.parameterKeyId;
const secret = 'correct horse battery staple';

/** IAM in which KMS says no and Parameter Store yes. */
function noKms(ask: Ask): boolean {
  return !ask.action.startsWith('kms:');
}

describe('SecureString', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
    await store.put(name, secret, { Type: 'SecureString', KeyId });
  });

  it('is ciphertext to whoever does not ask for decryption, in every read, and no KMS ask is made', async () => {
    const reads: readonly (readonly [string, object])[] = [
      ['GetParameter', { Name: name }],
      ['GetParameters', { Names: [name] }],
      ['GetParametersByPath', { Path: '/config-service/acme', Recursive: true }],
      ['GetParameterHistory', { Name: name }],
    ];
    for (const [operation, input] of reads) {
      const { reply, call } = await store.attempt(operation, { ...input }, noKms);
      const parameter = reply?.['Parameter'] ?? list(reply, 'Parameters')[0];
      assert.match(String(structure({ parameter }, 'parameter')['Value']), /^[A-Za-z0-9+/]{60,}={0,2}$/);
      assert.doesNotMatch(JSON.stringify(reply), /correct horse/);
      assert.equal(call.asks.length, 1);
    }
  });

  const decrypting: readonly (readonly [string, object])[] = [
    ['GetParameter', { Name: name, WithDecryption: true }],
    ['GetParameters', { Names: [name], WithDecryption: true }],
    ['GetParametersByPath', { Path: '/config-service/acme', Recursive: true, WithDecryption: true }],
    ['GetParameterHistory', { Name: name, WithDecryption: true }],
  ];
  for (const [operation, input] of decrypting) {
    it(`${operation} opens it for who may kms:Decrypt under the key's policy, with the full encryption context`, async () => {
      const { reply, call } = await store.attempt(operation, { ...input });
      assert.match(JSON.stringify(reply), new RegExp(secret));
      const ask = call.asks[1];
      assert.deepEqual(
        [ask?.action, ask?.resource, ask?.context],
        [
          'kms:Decrypt',
          keyArn,
          {
            'kms:EncryptionContext:PARAMETER_ARN': arn(name),
            'kms:EncryptionContextKeys': ['PARAMETER_ARN'],
            'kms:ViaService': 'ssm.eu-west-1.amazonaws.com',
            'aws:ViaAWSService': 'true',
            'aws:CalledVia': ['ssm.amazonaws.com'],
            'aws:CalledViaFirst': 'ssm.amazonaws.com',
            'aws:CalledViaLast': 'ssm.amazonaws.com',
            'kms:CallerAccount': '111122223333',
            'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
          },
        ],
      );
      assert.equal(ask?.resourcePolicies?.length, 1);
      assert.equal(ask?.resourcePolicyMustAllow, true);
    });

    it(`${operation} fails whole, naming kms:Decrypt, for who may not`, async () => {
      await store.put('/config-service/acme/orders/plain', 'readable');
      const { reply, error, call } = await store.attempt(operation, { ...input }, noKms);
      assert.equal(reply, null);
      assert.equal(error?.code, 'AccessDeniedException');
      assert.match(error?.message ?? '', new RegExp(`kms:Decrypt on resource: ${keyArn}`));
      assert.equal(call.further[0]?.error?.code, 'AccessDenied');
    });
  }

  it('cannot be put by who may not kms:Encrypt, and then is not there', async () => {
    const input = { Name: '/new', Value: secret, Type: 'SecureString', KeyId };
    const { error, call } = await store.attempt('PutParameter', input, noKms);
    assert.deepEqual(
      call.asks.map((ask) => ask.action),
      ['ssm:PutParameter', 'kms:Encrypt'],
    );
    assert.equal(error?.code, 'AccessDeniedException');
    assert.equal((await store.attempt('GetParameter', { Name: '/new' })).error?.code, 'ParameterNotFound');
  });

  it('needs kms:GenerateDataKey in the advanced tier, and opens again', async () => {
    const large = 'x'.repeat(8192);
    const input = { Name: '/large', Value: large, Type: 'SecureString', KeyId, Tier: 'Advanced' };
    const { call } = await store.attempt('PutParameter', input);
    assert.equal(call.asks[1]?.action, 'kms:GenerateDataKey');
    const read = await store.ask('GetParameter', { Name: '/large', WithDecryption: true });
    assert.equal(structure(read, 'Parameter')['Value'], large);
  });

  for (const unknown of [
    '00000000-0000-0000-0000-000000000000',
    'alias/other',
    keyArn.replace('111122223333', '999999999999'),
    keyArn.replace('eu-west-1', 'us-east-1'),
    `${keyArn}/`,
  ]) {
    it(`refuses the key ${unknown} with InvalidKeyId`, async () => {
      const input = { Name: '/new', Value: secret, Type: 'SecureString', KeyId: unknown };
      const { error } = await store.attempt('PutParameter', input);
      assert.equal(error?.code, 'InvalidKeyId');
      assert.doesNotMatch(error?.message ?? '', /correct horse/);
    });
  }

  it('goes to the AWS-managed key when no key is named, whose policy is open to the account', async () => {
    for (const named of [undefined, 'alias/aws/ssm']) {
      const input = { Name: '/default', Value: secret, Type: 'SecureString', KeyId: named, Overwrite: true };
      const { call } = await store.attempt('PutParameter', input);
      assert.notEqual(call.asks[1]?.resource, keyArn);
    }
    const described = await store.ask('DescribeParameters', {
      ParameterFilters: [{ Key: 'Name', Values: ['/default'] }],
    });
    assert.equal(list(described, 'Parameters')[0]?.['KeyId'], 'alias/aws/ssm');
  });

  it('leaves a KMS event of its own, with the encryption context and without the value', async () => {
    const { call } = await store.attempt('GetParameter', { Name: name, WithDecryption: true });
    assert.deepEqual(call.further, [
      {
        eventSource: 'kms.amazonaws.com',
        eventName: 'Decrypt',
        invokedBy: 'ssm.amazonaws.com',
        details: {
          requestParameters: {
            encryptionContext: { PARAMETER_ARN: arn(name) },
            encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          },
          responseElements: null,
          resources: [{ type: 'AWS::KMS::Key', ARN: keyArn }],
          readOnly: true,
          category: 'Management',
        },
        error: null,
      },
    ]);
    assert.doesNotMatch(JSON.stringify(call.event), /correct horse/);
  });

  it('of a put leaves neither value nor ciphertext in the events', async () => {
    const input = { Name: name, Value: secret, Type: 'SecureString', KeyId, Overwrite: true };
    const { call } = await store.attempt('PutParameter', input);
    assert.doesNotMatch(JSON.stringify([call.event, call.further]), /correct horse/);
    assert.equal(call.further[0]?.eventName, 'Encrypt');
  });
});
