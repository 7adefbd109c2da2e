import type { AwsCall } from '../endpoint/aws-service.ts';
import { checkAllowedPattern } from './allowed-pattern.ts';
import { refusal, validation } from './errors.ts';
import { latest, type Parameter, type ParameterTier, type ParameterType, type ParameterVersion } from './parameter.ts';
import { parameterChange } from './parameter-change.ts';
import { encryptionContext, type Operation, type ParameterStore, record } from './parameter-store.ts';
import { type PutRequest, parsePut } from './put-request.ts';
import { checkTagCount, tagging } from './tags.ts';
import { chooseTier } from './tier.ts';

const maxVersions = 100;
const maxParameters = { Standard: 10_000, Advanced: 100_000 } as const;
/** What CloudTrail shows in place of a value. */
const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** PutParameter: creates a parameter, or with Overwrite adds a version to it. */
export const putParameter: Operation = (store, call) => {
  const request = parsePut(store, call);
  const { arn, requested: name } = request.reference;
  record(call, describe(request), [arn], false);
  call.authorize({
    action: 'ssm:PutParameter',
    resource: arn,
    context: { 'ssm:Overwrite': String(request.overwrite) },
  });
  const tags = request.tags ?? {};
  if (Object.keys(tags).length > 0) call.authorize(tagging(arn, tags));

  const existing = store.parameters.get(arn);
  if (existing !== null && !request.overwrite) {
    throw refusal(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const type = settledType(request, existing);
  const current = existing === null ? null : latest(existing);
  const tier = chooseTier(request.value, request.tier, current?.tier ?? null);
  checkAllowedPattern(request.allowedPattern, request.value);
  if (existing === null) checkRoom(store, tier);
  const kept = existing === null ? [] : keptVersions(existing);

  const version: ParameterVersion = {
    version: (current?.version ?? 0) + 1,
    ...storedValue(store, call, request, type, tier),
    modifiedAt: store.now(),
    modifiedBy: call.caller.type === 'anonymous' ? 'anonymous' : call.caller.arn,
    description: request.description ?? null,
    allowedPattern: request.allowedPattern ?? null,
    tier,
    dataType: request.dataType,
    labels: [],
  };
  const [oldest = version, ...younger] = [...kept, version];
  const parameter: Parameter = {
    arn,
    name: existing?.name ?? name,
    type,
    versions: [oldest, ...younger],
    tags: existing?.tags ?? checkTagCount(tags),
  };
  store.parameters.set(parameter);
  store.changes.push(parameterChange(existing === null ? 'Create' : 'Update', parameter));
  call.event.responseElements = { version: version.version, tier };
  return { Version: version.version, Tier: tier };
};

/** The request as its CloudTrail record shows it: named members only, so that no new one can carry a value there. */
function describe(request: PutRequest): Readonly<Record<string, unknown>> {
  return {
    name: request.reference.requested,
    value: hidden,
    overwrite: request.overwrite,
    ...(request.type === undefined ? {} : { type: request.type }),
    ...(request.keyId === undefined ? {} : { keyId: request.keyId }),
    ...(request.tier === undefined ? {} : { tier: request.tier }),
    ...(request.description === undefined ? {} : { description: request.description }),
    ...(request.allowedPattern === undefined ? {} : { allowedPattern: request.allowedPattern }),
  };
}

function settledType(request: PutRequest, existing: Parameter | null): ParameterType {
  const type = request.type ?? existing?.type;
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.');
  if (existing !== null && type !== existing.type) {
    throw refusal(
      'HierarchyTypeMismatchException',
      "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a " +
        'parameter from a String type to a SecureString type. You must create a new, unique parameter.',
    );
  }
  if (request.keyId !== undefined && type !== 'SecureString') {
    throw validation('KeyId is only for parameters of type SecureString.');
  }
  return type;
}

/** Plain text stays as it is; a SecureString is encrypted, which KMS must allow the caller. */
function storedValue(
  store: ParameterStore,
  call: AwsCall,
  request: PutRequest,
  type: ParameterType,
  tier: ParameterTier,
): Pick<ParameterVersion, 'value' | 'keyId'> {
  if (type !== 'SecureString') return { value: request.value, keyId: null };
  const key = store.kms.findKey(request.keyId);
  if (key === null) throw refusal('InvalidKeyId', `Invalid keyId ${request.keyId}`);
  const sealing = tier === 'Standard' ? 'key' : 'envelope';
  const context = encryptionContext(request.reference.arn);
  return {
    value: store.kms.encrypt(call, key, sealing, context, request.value),
    keyId: request.keyId ?? key.alias ?? key.id,
  };
}

/** The versions that stay when one is added: the oldest of 100 goes, unless a label holds it. */
function keptVersions(parameter: Parameter): readonly ParameterVersion[] {
  const [oldest, ...younger] = parameter.versions;
  if (parameter.versions.length < maxVersions) return parameter.versions;
  if (oldest.labels.length > 0) {
    throw refusal(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${parameter.name} by calling the PutParameter API with the overwrite ` +
        `flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with ` +
        'it. Move the label to another version of the parameter, and try again.',
    );
  }
  return younger;
}

/** Parameters per account and region (AWS's default quotas), which also bounds what this process holds. */
function checkRoom(store: ParameterStore, tier: ParameterTier): void {
  if (store.parameters.count(tier) >= maxParameters[tier]) {
    throw refusal('ParameterLimitExceeded', `You have reached the limit of ${maxParameters[tier]} ${tier} parameters.`);
  }
}
