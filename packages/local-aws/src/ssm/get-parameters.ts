import { flag, requiredText, requiredTexts } from '../endpoint/json-input.ts';
import { parameterNotFound, refusal, validation } from './errors.ts';
import { select } from './parameter.ts';
import { parseReference } from './parameter-name.ts';
import { type Operation, type Reply, record } from './parameter-store.ts';
import { describeValue } from './reading.ts';

const nameBounds = { min: 1, max: 2048 };

/** GetParameter: IAM is asked before anything tells whether the parameter exists. */
export const getParameter: Operation = (store, call) => {
  const name = requiredText(call.input, 'Name', nameBounds);
  const withDecryption = flag(call.input, 'WithDecryption');
  const reference = parseReference(store.deployment, name);
  record(call, { name, withDecryption }, [reference.arn], true);
  call.authorize({ action: 'ssm:GetParameter', resource: reference.arn });

  const parameter = store.parameters.get(reference.arn);
  if (parameter === null) throw parameterNotFound();
  const { selector } = reference;
  const version = select(parameter, selector);
  if (version === null) {
    throw refusal(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector} of ${parameter.name}. Verify the version and try again.`,
    );
  }
  return { Parameter: describeValue(store, call, parameter, version, { withDecryption, selector }) };
};

/**
 * GetParameters: authorised name by name, and one name the caller may not read denies the whole call. Names that do not
 * exist come back in InvalidParameters.
 */
export const getParameters: Operation = (store, call) => {
  const names = requiredTexts(call.input, 'Names', { min: 1, max: 10 }, nameBounds);
  const withDecryption = flag(call.input, 'WithDecryption');
  if (new Set(names).size !== names.length) throw validation('Names must not contain duplicates.');
  const references = names.map((name) => parseReference(store.deployment, name));
  const arns = [...new Set(references.map((reference) => reference.arn))];
  record(call, { names, withDecryption }, arns, true);
  for (const arn of arns) call.authorize({ action: 'ssm:GetParameters', resource: arn });

  const found: Reply[] = [];
  const invalid: string[] = [];
  for (const { arn, selector, requested } of references) {
    const parameter = store.parameters.get(arn);
    const version = parameter === null ? null : select(parameter, selector);
    if (parameter === null || version === null) invalid.push(requested);
    else found.push(describeValue(store, call, parameter, version, { withDecryption, selector }));
  }
  return { Parameters: found, InvalidParameters: invalid };
};
