import type { AwsCall } from '../endpoint/aws-service.ts';
import { acceptedInput } from './accepted-input.ts';
import type { Access } from './access.ts';
import { authorizeAll, type DynamoDbContext } from './context.ts';
import { unknownOperation, validationError } from './errors.ts';

/** The operations that carry PartiQL statements. */
export const partiqlOperations = ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'] as const;

const actions: Readonly<Record<string, string>> = {
  SELECT: 'PartiQLSelect',
  EXISTS: 'PartiQLSelect',
  INSERT: 'PartiQLInsert',
  UPDATE: 'PartiQLUpdate',
  DELETE: 'PartiQLDelete',
};

const name = '(?:"([A-Za-z0-9_.-]{3,255})"|([A-Za-z0-9_.-]{3,255}))';
const target = new RegExp(String.raw`\b(?:FROM|INTO|UPDATE)\s+${name}(?:\s*\.\s*${name})?`, 'i');

/**
 * PartiQL is asked of IAM as `dynamodb:PartiQL*`, so a denial shows as on AWS, and then refused: no statement is ever
 * executed here. Leading keys are not derived from a statement; a policy that needs them sees none.
 * @throws AwsError always
 */
export async function partiql(context: DynamoDbContext, call: AwsCall): Promise<never> {
  call.event.category = 'Data';
  const input = acceptedInput(call.input);
  const accesses = statementsOf(input).map(accessOf);
  call.event.readOnly = accesses.every(({ action }) => action === 'PartiQLSelect');
  authorizeAll(context, call, accesses);
  throw unknownOperation(call.operation);
}

function statementsOf(input: Readonly<Record<string, unknown>>): readonly string[] {
  const list = input['Statements'] ?? input['TransactStatements'] ?? [input];
  const statements = Array.isArray(list) ? list.map((entry: unknown) => statementIn(entry)) : [];
  if (statements.length === 0) throw malformed();
  return statements;
}

function statementIn(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null || !('Statement' in entry)) throw malformed();
  if (typeof entry.Statement !== 'string' || entry.Statement.length > 8192) throw malformed();
  return entry.Statement;
}

function accessOf(statement: string): Access {
  const verb = /^\s*([A-Za-z]+)/.exec(statement)?.[1]?.toUpperCase() ?? '';
  const action = Object.hasOwn(actions, verb) ? actions[verb] : undefined;
  const found = target.exec(statement);
  const table = found?.[1] ?? found?.[2];
  if (action === undefined || table === undefined) throw malformed();
  return { action, table, index: found?.[3] ?? found?.[4], keys: [] };
}

function malformed() {
  return validationError("Statement wasn't well formed, can't be processed");
}
