import { latest, type Parameter, type ParameterType } from './parameter.ts';

/** What Parameter Store's events call a change. Taking labels away has no event that AWS documents (?). */
export type ChangeOperation = 'Create' | 'Update' | 'Delete' | 'LabelParameterVersion';

/** A change that took effect: no value, no version, nobody who did it. */
export interface ParameterChange {
  readonly arn: string;
  readonly operation: ChangeOperation;
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string | null;
}

export function parameterChange(operation: ChangeOperation, parameter: Parameter): ParameterChange {
  const { arn, name, type } = parameter;
  return { arn, operation, name, type, description: latest(parameter).description };
}
