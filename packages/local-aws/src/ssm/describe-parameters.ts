import { optionalInteger, optionalStructures, optionalText } from '../endpoint/json-input.ts';
import { validation } from './errors.ts';
import { describeKeys, parseFilters, shownVersion } from './filters.ts';
import { type Operation, type Reply, record } from './parameter-store.ts';

/**
 * DescribeParameters: metadata of every parameter in the account. It has no resource scope, so IAM is asked about the
 * account's `*`: whoever is allowed it sees every tenant's names.
 */
export const describeParameters: Operation = (store, call) => {
  const { partition, region, account } = store.deployment;
  const maxResults = optionalInteger(call.input, 'MaxResults', 1, 50) ?? 50;
  const token = optionalText(call.input, 'NextToken', { max: 8192 });
  if ((optionalStructures(call.input, 'Filters', { max: 10 }) ?? []).length > 0) {
    throw validation('The legacy Filters are not supported by the embedded AWS; use ParameterFilters.');
  }
  const filters = parseFilters(call.input, describeKeys);
  record(call, { maxResults }, [], true);
  call.authorize({ action: 'ssm:DescribeParameters', resource: `arn:${partition}:ssm:${region}:${account}:*` });

  const binding = { operation: call.operation, filters: filters.digest };
  const shown: Reply[] = [];
  let looked = 0;
  let last = store.tokens.read(binding, token);
  for (const parameter of store.parameters.after(last ?? '')) {
    if (looked === maxResults) return { Parameters: shown, NextToken: store.tokens.issue(binding, last ?? '') };
    looked += 1;
    last = parameter.arn;
    const version = shownVersion(filters, parameter);
    if (version === null) continue;
    shown.push({
      Name: parameter.name,
      ARN: parameter.arn,
      Type: parameter.type,
      ...(version.keyId === null ? {} : { KeyId: version.keyId }),
      LastModifiedDate: version.modifiedAt / 1000,
      LastModifiedUser: version.modifiedBy,
      ...(version.description === null ? {} : { Description: version.description }),
      ...(version.allowedPattern === null ? {} : { AllowedPattern: version.allowedPattern }),
      Version: version.version,
      Tier: version.tier,
      Policies: [],
      DataType: version.dataType,
    });
  }
  return { Parameters: shown };
};
