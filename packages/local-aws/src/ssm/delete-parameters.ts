import { requiredText, requiredTexts } from '../endpoint/json-input.ts';
import { parameterNotFound } from './errors.ts';
import { parseName } from './parameter-name.ts';
import { type Operation, record } from './parameter-store.ts';

const nameBounds = { min: 1, max: 2048 };

/** DeleteParameter: the versions and labels go with it; a parameter created anew begins at version 1. */
export const deleteParameter: Operation = (store, call) => {
  const name = requiredText(call.input, 'Name', nameBounds);
  const { arn } = parseName(store.deployment, name);
  record(call, { name }, [arn], false);
  call.authorize({ action: 'ssm:DeleteParameter', resource: arn });
  if (!store.parameters.delete(arn)) throw parameterNotFound();
  return {};
};

/** DeleteParameters: every name is authorised before any is deleted. */
export const deleteParameters: Operation = (store, call) => {
  const names = requiredTexts(call.input, 'Names', { min: 1, max: 10 }, nameBounds);
  const references = names.map((name) => parseName(store.deployment, name));
  const arns = [...new Set(references.map((reference) => reference.arn))];
  record(call, { names }, arns, false);
  for (const arn of arns) call.authorize({ action: 'ssm:DeleteParameters', resource: arn });
  const deleted: string[] = [];
  const invalid: string[] = [];
  for (const { arn, requested } of references) (store.parameters.delete(arn) ? deleted : invalid).push(requested);
  return { DeletedParameters: deleted, InvalidParameters: invalid };
};
