import assert from 'node:assert/strict';
import { actionsAsked } from '../../src/actions/actions-asked.ts';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import type { DocumentName, PolicyCondition, PolicyDocument, PolicyStatement } from '../../src/index.ts';
import { type PolicySet, policySet } from '../../src/policy-set.ts';
import { proveTheorem } from '../../src/proof/prove-theorem.ts';
import type { Solver } from '../../src/proof/smt/solver.ts';
import { theorems } from '../../src/proof/theorems/all.ts';

/** A slip of the hand in one document, and what the proof must answer. */
export interface Slip {
  readonly theorem: string;
  readonly what: string;
  readonly document: DocumentName;
  readonly make: (document: PolicyDocument) => PolicyDocument;
  /** The action of the request that it makes possible or impossible. */
  readonly action: RegExp;
  readonly assumeRole?: true;
}

/** Sees the theorem refuted, by a request with an action as told. */
export async function assertRefuted(slip: Slip, solver: Solver): Promise<void> {
  const set = broken(policySet(caseDeployment(slip.assumeRole === true)), slip);
  const theorem = theorems.find(({ name }) => name === slip.theorem);
  assert.ok(theorem !== undefined);
  const actions = await actionsAsked(Object.values(set.documents));
  const result = await proveTheorem(theorem, set, actions, solver);
  assert.equal(result.status, 'refuted', JSON.stringify(result, null, 2));
  // A counterexample exists only if the engine decides as it says.
  assert.match(result.counterexample?.ask.action ?? '', slip.action);
}

function broken(set: PolicySet, { document, make }: Slip): PolicySet {
  const made = make(set.documents[document]);
  assert.notDeepEqual(made, set.documents[document]);
  return { ...set, documents: { ...set.documents, [document]: made } };
}

export function changed(sid: string, change: (statement: PolicyStatement) => PolicyStatement): Slip['make'] {
  return (document) => ({
    ...document,
    Statement: document.Statement.map((statement) => (statement.Sid === sid ? change(statement) : statement)),
  });
}

export function withCondition(more: PolicyCondition): (statement: PolicyStatement) => PolicyStatement {
  return (statement) => ({ ...statement, Condition: { ...statement.Condition, ...more } });
}

export function replaced(sid: string, text: string, by: string): Slip['make'] {
  return changed(sid, (statement) => JSON.parse(JSON.stringify(statement).replaceAll(text, by)) as PolicyStatement);
}

export function withoutAction(sid: string, action: string): Slip['make'] {
  return changed(sid, ({ Action = [], ...rest }) => ({ ...rest, Action: Action.filter((one) => one !== action) }));
}

export function withoutStatement(sid: string): Slip['make'] {
  return (document) => ({ ...document, Statement: document.Statement.filter(({ Sid }) => Sid !== sid) });
}
