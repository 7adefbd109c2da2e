import type { OneOrMore, PolicyCondition } from '../policy-document.ts';
import { listChanges } from './list-changes.ts';
import type { Change } from './mutant.ts';
import { operatorChanges, patternOperator } from './operator-changes.ts';
import { renamedText, textChanges } from './text-changes.ts';

interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: OneOrMore;
}

/** Every operator block, key and value of a condition deleted, widened, renamed, weakened or inverted. */
export function* conditionChanges(condition: PolicyCondition): Generator<Change<PolicyCondition>> {
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]): Test => ({ operator, key, values })),
  );
  for (const operator of Object.keys(condition)) {
    const others = tests.filter((test) => test.operator !== operator);
    yield { kind: 'deleted', description: `${operator} deleted`, changed: conditionOf(others) };
  }
  for (const [index, test] of tests.entries()) {
    const others = conditionOf(tests.toSpliced(index, 1));
    yield { kind: 'deleted', description: `${test.operator} ${test.key} deleted`, changed: others };
    for (const { changed, ...told } of testChanges(test)) {
      // Two tests of one key under one operator are no legal condition, and no single slip makes them.
      if (others[changed.operator]?.[changed.key] !== undefined) continue;
      yield { ...told, changed: conditionOf(tests.with(index, changed)) };
    }
  }
}

function* testChanges(test: Test): Generator<Change<Test>> {
  const { operator, key } = test;
  const of = `${operator} ${key}`;
  const other = renamedText(key);
  yield { kind: 'renamed', description: `${of} becomes a test of ${other}`, changed: { ...test, key: other } };
  for (const change of operatorChanges(operator)) {
    const description = `${of} becomes ${change.operator}`;
    yield { kind: change.kind, description, changed: { ...test, operator: change.operator } };
  }
  for (const { changed, ...told } of valueChanges(test)) {
    yield { ...told, description: `${of}: ${told.description}`, changed };
  }
}

function* valueChanges(test: Test): Generator<Change<Test>> {
  if (test.operator === 'Null' || test.operator.startsWith('Bool')) {
    for (const { changed, ...told } of listChanges(test.values, oppositeOf)) {
      yield { ...told, changed: { ...test, values: changed } };
    }
    return;
  }
  const like = patternOperator(test.operator);
  for (const { changed, ...told } of listChanges(test.values, like === null ? renamedOnly : textChanges)) {
    // A wildcard is one only under an operator that reads it as one.
    const operator = told.kind === 'widened' && like !== null ? like : test.operator;
    const description = operator === test.operator ? told.description : `${told.description} under ${operator}`;
    yield { ...told, description, changed: { ...test, operator, values: changed } };
  }
}

function* oppositeOf(value: string): Generator<Change<string>> {
  const changed = value === 'true' ? 'false' : 'true';
  yield { kind: 'inverted', description: `${value} becomes ${changed}`, changed };
}

function* renamedOnly(value: string): Generator<Change<string>> {
  yield { kind: 'renamed', description: `${value} becomes ${renamedText(value)}`, changed: renamedText(value) };
}

/** The tests as a condition, in the order of their operators. */
function conditionOf(tests: readonly Test[]): PolicyCondition {
  const condition: Record<string, Record<string, OneOrMore>> = {};
  for (const { operator, key, values } of tests) {
    const keys = condition[operator] ?? {};
    keys[key] = values;
    condition[operator] = keys;
  }
  return condition;
}
