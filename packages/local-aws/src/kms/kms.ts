import { randomBytes } from 'node:crypto';
import type { Deployment, PolicySet } from '@leasehold/policies';
import { AwsError } from '../endpoint/aws-error.ts';
import type { AwsCall } from '../endpoint/aws-service.ts';
import { decodeCiphertext, encodeCiphertext } from './ciphertext.ts';
import { loadKeyMaterial } from './key-material.ts';
import { defaultAlias, embeddedKeys, type KmsKey } from './kms-key.ts';
import { type EncryptionContext, open, seal } from './sealed-box.ts';

/** How a value is encrypted: `key` seals it under the key itself (Encrypt), `envelope` under a fresh data key. */
export type Sealing = 'key' | 'envelope';

/**
 * The part of KMS that Parameter Store uses in a caller's name. Every use asks IAM for the caller, with the key's policy,
 * and leaves a KMS event; key material never leaves this object.
 */
export interface Kms {
  /** The key a KeyId means: a key id, key ARN, alias or alias ARN; the AWS-managed key when none is given. `null` if unknown. */
  findKey(keyId: string | undefined): KmsKey | null;
  /** Ciphertext as base64. @throws AwsError when the caller may not kms:Encrypt (`key`) or kms:GenerateDataKey (`envelope`). */
  encrypt(call: AwsCall, key: KmsKey, sealing: Sealing, context: EncryptionContext, plaintext: string): string;
  /** @throws AwsError when the caller may not kms:Decrypt, or the ciphertext was made under another context. */
  decrypt(call: AwsCall, ciphertext: string, context: EncryptionContext): string;
}

/** The service in whose name KMS is called: `kms:ViaService`, and the caller shown in KMS's events. */
const viaService = 'ssm';

/**
 * The embedded KMS, with the deployment's customer-managed key and Parameter Store's AWS-managed one. Without `dataDir`
 * the key material dies with the process. @throws KeyMaterialError for a damaged key file.
 */
export function createKms(options: { readonly policies: PolicySet; readonly dataDir?: string }): Kms {
  return new EmbeddedKms(options.policies, options.dataDir);
}

class EmbeddedKms implements Kms {
  readonly #deployment: Deployment;
  readonly #keys: readonly KmsKey[];
  readonly #material: ReadonlyMap<string, Buffer>;

  constructor(policies: PolicySet, dataDir: string | undefined) {
    this.#deployment = policies.deployment;
    this.#keys = embeddedKeys(policies);
    this.#material = loadKeyMaterial(
      this.#keys.map((key) => key.id),
      dataDir,
    );
  }

  findKey(keyId: string | undefined): KmsKey | null {
    const wanted = keyId ?? defaultAlias;
    const { partition, region, account } = this.#deployment;
    const aliasPrefix = `arn:${partition}:kms:${region}:${account}:`;
    return (
      this.#keys.find(
        (key) =>
          wanted === key.id ||
          wanted === key.arn ||
          (key.alias !== null && (wanted === key.alias || wanted === aliasPrefix + key.alias)),
      ) ?? null
    );
  }

  encrypt(call: AwsCall, key: KmsKey, sealing: Sealing, context: EncryptionContext, plaintext: string): string {
    const material = this.#materialOf(key.id);
    this.#ask(call, sealing === 'key' ? 'Encrypt' : 'GenerateDataKey', key, context);
    const bytes = Buffer.from(plaintext, 'utf8');
    if (sealing === 'key') {
      return encodeCiphertext({ keyId: key.id, dataKey: null, sealed: seal(material, context, bytes) });
    }
    const dataKey = randomBytes(32);
    return encodeCiphertext({
      keyId: key.id,
      dataKey: seal(material, context, dataKey),
      sealed: seal(dataKey, context, bytes),
    });
  }

  decrypt(call: AwsCall, ciphertext: string, context: EncryptionContext): string {
    const parts = decodeCiphertext(ciphertext);
    const key = this.#keys.find((candidate) => candidate.id === parts?.keyId);
    if (parts === null || key === undefined) throw invalidCiphertext();
    this.#ask(call, 'Decrypt', key, context);
    const material = this.#materialOf(key.id);
    const under = parts.dataKey === null ? material : open(material, context, parts.dataKey);
    const plaintext = under === null ? null : open(under, context, parts.sealed);
    if (plaintext === null) throw invalidCiphertext();
    return plaintext.toString('utf8');
  }

  #materialOf(keyId: string): Buffer {
    const material = this.#material.get(keyId);
    if (material === undefined) throw new AwsError('InvalidKeyId', 400, `Invalid keyId ${keyId}`);
    return material;
  }

  #ask(call: AwsCall, operation: string, key: KmsKey, context: EncryptionContext): void {
    const { region, account } = this.#deployment;
    const members = Object.entries(context);
    const algorithm = operation === 'GenerateDataKey' ? null : 'SYMMETRIC_DEFAULT';
    let error: { code: string; message: string } | null = null;
    try {
      call.authorize({
        action: `kms:${operation}`,
        resource: key.arn,
        context: {
          ...Object.fromEntries(members.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
          'kms:EncryptionContextKeys': members.map(([name]) => name),
          'kms:ViaService': `${viaService}.${region}.amazonaws.com`,
          // A forward access session (IAM user guide): the caller's own identity, and the service that calls for it.
          'aws:ViaAWSService': 'true',
          'aws:CalledVia': [`${viaService}.amazonaws.com`],
          'aws:CalledViaFirst': `${viaService}.amazonaws.com`,
          'aws:CalledViaLast': `${viaService}.amazonaws.com`,
          'kms:CallerAccount': account,
          ...(algorithm === null ? {} : { 'kms:EncryptionAlgorithm': algorithm }),
        },
        resourcePolicies: [key.policy],
        resourcePolicyMustAllow: true,
      });
    } catch (refusal) {
      // CloudTrail's code for it, which is not the code on the wire.
      const message = refusal instanceof Error ? refusal.message : '';
      error = { code: refusal instanceof AwsError ? 'AccessDenied' : 'InternalFailure', message };
      throw refusal;
    } finally {
      call.recordAlso({
        eventSource: 'kms.amazonaws.com',
        eventName: operation,
        invokedBy: `${viaService}.amazonaws.com`,
        details: {
          requestParameters: {
            encryptionContext: { ...context },
            ...(algorithm === null ? { keySpec: 'AES_256' } : { encryptionAlgorithm: algorithm }),
            ...(operation === 'Decrypt' ? {} : { keyId: key.arn }),
          },
          responseElements: null,
          resources: [{ type: 'AWS::KMS::Key', ARN: key.arn }],
          // CloudTrail marks KMS's cryptographic operations as reads.
          readOnly: true,
          category: 'Management',
        },
        error,
      });
    }
  }
}

function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', 400, 'The ciphertext is not one this key made for this parameter.');
}
