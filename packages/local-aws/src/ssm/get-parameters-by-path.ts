import { flag, optionalInteger, optionalText, requiredText } from '../endpoint/json-input.ts';
import { byPathKeys, hierarchyOf, parseFilters, shownVersion } from './filters.ts';
import { arnOf, parsePath } from './parameter-name.ts';
import { type Operation, type Reply, record } from './parameter-store.ts';
import { describeValue } from './reading.ts';

/**
 * GetParametersByPath: IAM is asked about the requested path and nothing below it, as in AWS; everything below it is then
 * returned, even what the caller could not read one by one. A page holds what the filters left of the next `MaxResults`
 * parameters, so it may be empty and still have a NextToken.
 */
export const getParametersByPath: Operation = (store, call) => {
  const path = parsePath(requiredText(call.input, 'Path', { min: 1, max: 2048 }));
  const recursive = flag(call.input, 'Recursive');
  const withDecryption = flag(call.input, 'WithDecryption');
  const maxResults = optionalInteger(call.input, 'MaxResults', 1, 10) ?? 10;
  const token = optionalText(call.input, 'NextToken', { max: 8192 });
  const filters = parseFilters(call.input, byPathKeys);
  const resource = arnOf(store.deployment, path);
  record(call, { path, recursive, withDecryption, maxResults }, [resource], true);
  call.authorize({
    action: 'ssm:GetParametersByPath',
    resource,
    context: { 'ssm:Recursive': String(recursive) },
  });

  const binding = {
    operation: call.operation,
    path,
    recursive: String(recursive),
    withDecryption: String(withDecryption),
    filters: filters.digest,
  };
  const hierarchy = arnOf(store.deployment, hierarchyOf(path));
  const shown: Reply[] = [];
  let looked = 0;
  let last = store.tokens.read(binding, token);
  for (const parameter of store.parameters.below(hierarchy, recursive, last)) {
    // There is at least one more, so the token is not a promise of nothing.
    if (looked === maxResults) return { Parameters: shown, NextToken: store.tokens.issue(binding, last ?? '') };
    looked += 1;
    last = parameter.arn;
    const version = shownVersion(filters, parameter);
    if (version !== null) {
      shown.push(describeValue(store, call, parameter, version, { withDecryption, selector: null }));
    }
  }
  return { Parameters: shown };
};
