import assert from 'node:assert/strict';
import { localDeployment, policySet } from '@leasehold/policies';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { AwsError } from '../../src/endpoint/aws-error.ts';
import { createKms, type Kms, type KmsKey, type Sealing } from '../../src/kms/index.ts';
import { makeCall } from '../ssm/call.ts';

const acme = { PARAMETER_ARN: 'arn:aws:ssm:eu-west-1:111122223333:parameter/config-service/acme/orders/key' };
const globex = { PARAMETER_ARN: 'arn:aws:ssm:eu-west-1:111122223333:parameter/config-service/globex/orders/key' };

function customerKey(kms: Kms): KmsKey {
  const key = kms.findKey(localDeployment.parameterKeyId);
  if (key === null) throw new Error('the deployment has no key');
  return key;
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
  return 'none';
}

describe('the embedded KMS', () => {
  const kms = createKms({ policies: policySet(localDeployment) });
  const key = customerKey(kms);
  const call = () => makeCall('GetParameter', {});

  for (const sealing of ['key', 'envelope'] satisfies readonly Sealing[]) {
    it(`opens what it sealed (${sealing}), and never seals alike twice`, () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (plaintext) => {
          const sealed = kms.encrypt(call(), key, sealing, acme, plaintext);
          assert.equal(kms.decrypt(call(), sealed, acme), plaintext);
          assert.notEqual(kms.encrypt(call(), key, sealing, acme, plaintext), sealed);
        }),
        { numRuns: 50 },
      );
    });

    it(`does not open a ciphertext (${sealing}) under another tenant's encryption context`, () => {
      const sealed = kms.encrypt(call(), key, sealing, acme, 'secret');
      for (const context of [globex, {}, { ...acme, more: 'x' }, { parameter_arn: acme.PARAMETER_ARN }]) {
        assert.equal(
          code(() => kms.decrypt(call(), sealed, context)),
          'InvalidCiphertextException',
        );
      }
    });

    it(`does not open a ciphertext (${sealing}) in which any one bit is changed`, () => {
      const sealed = Buffer.from(kms.encrypt(call(), key, sealing, acme, 'secret'), 'base64');
      for (let bit = 0; bit < sealed.length * 8; bit += 1) {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        assert.equal(
          code(() => kms.decrypt(call(), changed.toString('base64'), acme)),
          'InvalidCiphertextException',
        );
      }
    });

    it(`does not open a ciphertext (${sealing}) that was cut`, () => {
      const sealed = Buffer.from(kms.encrypt(call(), key, sealing, acme, 'secret'), 'base64');
      for (let length = 0; length < sealed.length; length += 1) {
        const cut = sealed.subarray(0, length).toString('base64');
        assert.equal(
          code(() => kms.decrypt(call(), cut, acme)),
          'InvalidCiphertextException',
        );
      }
    });
  }

  it('does not open what the KMS of another process sealed', () => {
    const other = createKms({ policies: policySet(localDeployment) });
    const sealed = other.encrypt(call(), customerKey(other), 'key', acme, 'secret');
    assert.equal(
      code(() => kms.decrypt(call(), sealed, acme)),
      'InvalidCiphertextException',
    );
  });

  it('tells a denied caller nothing about whether the context was the right one', () => {
    const sealed = kms.encrypt(call(), key, 'key', acme, 'secret');
    for (const context of [acme, globex]) {
      const denied = makeCall('GetParameter', {}, () => false);
      assert.equal(
        code(() => kms.decrypt(denied, sealed, context)),
        'AccessDeniedException',
      );
    }
  });

  it('finds a key by its id and ARN, the managed one by its alias, and no other', () => {
    const { account, region, parameterKeyId } = localDeployment;
    const prefix = `arn:aws:kms:${region}:${account}:`;
    assert.equal(kms.findKey(`${prefix}key/${parameterKeyId}`)?.id, parameterKeyId);
    const managed = kms.findKey(undefined);
    for (const name of ['alias/aws/ssm', `${prefix}alias/aws/ssm`]) assert.equal(kms.findKey(name), managed);
    for (const name of ['', 'alias/', 'aws/ssm', 'alias/aws/s3', prefix, `${parameterKeyId} `]) {
      assert.equal(kms.findKey(name), null);
    }
  });
});
