import { requiredText, requiredTexts } from '../endpoint/json-input.ts';
import { parameterNotFound } from './errors.ts';
import { parameterChange } from './parameter-change.ts';
import { parseName } from './parameter-name.ts';
import { type Operation, type ParameterStore, record } from './parameter-store.ts';

const nameBounds = { min: 1, max: 2048 };

/** DeleteParameter: the versions and labels go with it; a parameter created anew begins at version 1. */
export const deleteParameter: Operation = (store, call) => {
  const name = requiredText(call.input, 'Name', nameBounds);
  const { arn } = parseName(store.deployment, name);
  record(call, { name }, [arn], false);
  call.authorize({ action: 'ssm:DeleteParameter', resource: arn });
  if (!deleted(store, arn)) throw parameterNotFound();
  return {};
};

/** DeleteParameters: every name is authorised before any is deleted. */
export const deleteParameters: Operation = (store, call) => {
  const names = requiredTexts(call.input, 'Names', { min: 1, max: 10 }, nameBounds);
  const references = names.map((name) => parseName(store.deployment, name));
  const arns = [...new Set(references.map((reference) => reference.arn))];
  record(call, { names }, arns, false);
  for (const arn of arns) call.authorize({ action: 'ssm:DeleteParameters', resource: arn });
  const found: string[] = [];
  const invalid: string[] = [];
  for (const { arn, requested } of references) (deleted(store, arn) ? found : invalid).push(requested);
  return { DeletedParameters: found, InvalidParameters: invalid };
};

/** Whether there was one to delete. */
function deleted(store: ParameterStore, arn: string): boolean {
  const parameter = store.parameters.get(arn);
  if (parameter === null) return false;
  store.parameters.delete(arn);
  store.changes.push(parameterChange('Delete', parameter));
  return true;
}
