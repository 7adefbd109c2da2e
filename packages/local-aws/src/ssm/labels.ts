import type { AwsCall } from '../endpoint/aws-service.ts';
import { constraint, optionalInteger, requiredText, requiredTexts } from '../endpoint/json-input.ts';
import { parameterNotFound, refusal } from './errors.ts';
import { latest, type Parameter, type ParameterVersion, select } from './parameter.ts';
import { parameterChange } from './parameter-change.ts';
import { parseName } from './parameter-name.ts';
import { type Operation, type ParameterStore, record } from './parameter-store.ts';

const maxLabels = 10;
const labelGrammar = /^(?![0-9])(?!aws)(?!ssm)[a-z0-9_.-]{1,100}$/i;

interface LabelRequest {
  readonly arn: string;
  readonly labels: readonly string[];
  readonly version: number | undefined;
}

function parseLabels(store: ParameterStore, call: AwsCall): LabelRequest {
  const name = requiredText(call.input, 'Name', { min: 1, max: 2048 });
  const version = optionalInteger(call.input, 'ParameterVersion', 1, Number.MAX_SAFE_INTEGER);
  const labels = requiredTexts(call.input, 'Labels', { min: 1, max: maxLabels }, { min: 1, max: 100 });
  const { arn } = parseName(store.deployment, name);
  record(call, { name, labels, ...(version === undefined ? {} : { parameterVersion: version }) }, [arn], false);
  return { arn, labels: [...new Set(labels)], version };
}

function find(store: ParameterStore, request: LabelRequest): readonly [Parameter, ParameterVersion] {
  const parameter = store.parameters.get(request.arn);
  if (parameter === null) throw parameterNotFound();
  const version = request.version === undefined ? latest(parameter) : select(parameter, String(request.version));
  if (version === null) {
    throw refusal(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${request.version} of ${parameter.name}. Verify the version and try again.`,
    );
  }
  return [parameter, version];
}

function relabel(parameter: Parameter, change: (version: ParameterVersion) => readonly string[]): Parameter {
  const [oldest, ...younger] = parameter.versions;
  const changed = (version: ParameterVersion) => ({ ...version, labels: change(version) });
  return { ...parameter, versions: [changed(oldest), ...younger.map(changed)] };
}

/** LabelParameterVersion: a label another version has moves here; labels outside the grammar come back as invalid. */
export const labelParameterVersion: Operation = (store, call) => {
  const request = parseLabels(store, call);
  call.authorize({ action: 'ssm:LabelParameterVersion', resource: request.arn });
  const [parameter, target] = find(store, request);
  const valid = request.labels.filter((label) => labelGrammar.test(label));
  const labels = [...new Set([...target.labels, ...valid])];
  if (labels.length > maxLabels) {
    throw refusal(
      'ParameterVersionLabelLimitExceeded',
      `A parameter version can have maximum ${maxLabels} labels. Move one or more labels to another version and try again.`,
    );
  }
  store.parameters.set(
    relabel(parameter, (version) =>
      version.version === target.version ? labels : version.labels.filter((label) => !valid.includes(label)),
    ),
  );
  if (valid.length > 0) store.changes.push(parameterChange('LabelParameterVersion', parameter));
  return {
    InvalidLabels: request.labels.filter((label) => !valid.includes(label)),
    ParameterVersion: target.version,
  };
};

/** UnlabelParameterVersion: labels that version does not have come back as invalid. */
export const unlabelParameterVersion: Operation = (store, call) => {
  const request = parseLabels(store, call);
  if (request.version === undefined) throw constraint('ParameterVersion', 'Member must not be null');
  call.authorize({ action: 'ssm:UnlabelParameterVersion', resource: request.arn });
  const [parameter, target] = find(store, request);
  const removed = request.labels.filter((label) => target.labels.includes(label));
  store.parameters.set(
    relabel(parameter, (version) =>
      version.version === target.version ? version.labels.filter((label) => !removed.includes(label)) : version.labels,
    ),
  );
  return { RemovedLabels: removed, InvalidLabels: request.labels.filter((label) => !removed.includes(label)) };
};
