import {
  itemReads,
  itemWrites,
  keyReads,
  keyWrites,
  parameterLists,
  parameterReads,
  parameterWrites,
  readerActions,
  writerActions,
} from '../../granted-actions.ts';

/** What a request of the action looks like. */
type AskShape =
  | 'items'
  | 'whole-table'
  | 'index'
  | 'parameter'
  | 'service-path'
  | 'tenant-path'
  | 'no-resource'
  | 'key'
  | 'key-directly'
  | 'role';

/** One row of the matrix: an action, and how it is asked. */
export interface AskedAction {
  readonly action: string;
  readonly how: string | null;
  readonly shape: AskShape;
  readonly grantedTo: readonly ('reader' | 'writer')[];
}

function granted(actions: readonly string[], shape: AskShape): readonly AskedAction[] {
  return actions.map((action) => ({
    action,
    how: null,
    shape,
    grantedTo: [
      ...(readerActions.some((one) => one === action) ? (['reader'] as const) : []),
      ...(writerActions.some((one) => one === action) ? (['writer'] as const) : []),
    ],
  }));
}

function refused(action: string, shape: AskShape, how: string | null = null): AskedAction {
  return { action, how, shape, grantedTo: [] };
}

/** Every action that a role grants, and what a reviewer will ask about that neither does. */
export const askedActions: readonly AskedAction[] = [
  ...granted([...itemReads, ...itemWrites], 'items'),
  refused('dynamodb:Query', 'index', 'of an index'),
  refused('dynamodb:Scan', 'whole-table'),
  refused('dynamodb:PartiQLSelect', 'items'),
  refused('dynamodb:DeleteItem', 'items'),
  refused('dynamodb:BatchWriteItem', 'items'),
  refused('dynamodb:PutResourcePolicy', 'whole-table'),
  ...granted([...parameterReads, ...parameterWrites], 'parameter'),
  ...granted(parameterLists, 'service-path'),
  refused('ssm:GetParametersByPath', 'tenant-path', 'of the whole tenant'),
  refused('ssm:GetParameterHistory', 'parameter'),
  refused('ssm:DescribeParameters', 'no-resource'),
  ...granted([...keyReads, ...keyWrites], 'key'),
  refused('kms:Decrypt', 'key-directly', 'past Parameter Store'),
  refused('kms:GenerateDataKey', 'key'),
  refused('kms:CreateGrant', 'key'),
  refused('sts:AssumeRole', 'role', 'of the writer role'),
];
