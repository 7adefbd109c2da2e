import { flag, optionalInteger, optionalText, requiredText } from '../endpoint/json-input.ts';
import { parameterNotFound } from './errors.ts';
import { parseReference } from './parameter-name.ts';
import { type Operation, type Reply, record } from './parameter-store.ts';
import { readableValue } from './reading.ts';

/** GetParameterHistory: the versions that are kept, oldest first. A selector in the name is not part of this question. */
export const getParameterHistory: Operation = (store, call) => {
  const name = requiredText(call.input, 'Name', { min: 1, max: 2048 });
  const withDecryption = flag(call.input, 'WithDecryption');
  const maxResults = optionalInteger(call.input, 'MaxResults', 1, 50) ?? 50;
  const token = optionalText(call.input, 'NextToken', { max: 8192 });
  const { arn } = parseReference(store.deployment, name);
  record(call, { name, withDecryption, maxResults }, [arn], true);
  call.authorize({ action: 'ssm:GetParameterHistory', resource: arn });

  const parameter = store.parameters.get(arn);
  if (parameter === null) throw parameterNotFound();
  const binding = { operation: call.operation, arn, withDecryption: String(withDecryption) };
  const after = Number(store.tokens.read(binding, token) ?? 0);
  const rest = parameter.versions.filter((version) => version.version > after);
  const page = rest.slice(0, maxResults);
  const shown: Reply[] = page.map((version) => ({
    Name: parameter.name,
    Type: parameter.type,
    ...(version.keyId === null ? {} : { KeyId: version.keyId }),
    LastModifiedDate: version.modifiedAt / 1000,
    LastModifiedUser: version.modifiedBy,
    ...(version.description === null ? {} : { Description: version.description }),
    Value: readableValue(store, call, parameter, version, withDecryption),
    ...(version.allowedPattern === null ? {} : { AllowedPattern: version.allowedPattern }),
    Version: version.version,
    Labels: version.labels,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  }));
  const last = page.at(-1);
  const more = last !== undefined && rest.length > page.length;
  return { Parameters: shown, ...(more ? { NextToken: store.tokens.issue(binding, String(last.version)) } : {}) };
};
