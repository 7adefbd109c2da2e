import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { actionsAsked } from '../../src/actions/actions-asked.ts';
import type { ServiceAction } from '../../src/actions/service-actions.ts';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import { loadEquivalents, reasonsByName } from '../../src/mutation/equivalents.ts';
import { nameOf } from '../../src/mutation/mutant.ts';
import type { PolicyStatement } from '../../src/policy-document.ts';
import { type DocumentName, documentNames, type PolicySet, policySet } from '../../src/policy-set.ts';
import { proveTheorem } from '../../src/proof/prove-theorem.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import type { Theorem } from '../../src/proof/theorem.ts';
import { theorems } from '../../src/proof/theorems/all.ts';
import { liveness } from '../../src/proof/theorems/liveness.ts';
import { actionMatches } from '../../src/proof/translate/statement.ts';

/** Which theorems lose what an Allow or a Deny of the document is for; the first that does is enough. */
const held: Readonly<Record<'Allow' | 'Deny', readonly (readonly [RegExp, readonly string[]])[]>> = {
  Allow: [
    [/trust/, ['sessions open']],
    [/^task-role$/, ['liveness of the others', 'sessions open']],
    [/^notifier-role$/, ['liveness of the others']],
    [/^parameter-key$/, ['liveness of the others', 'liveness']],
    [/./, ['liveness']],
  ],
  Deny: [
    [/trust/, ['no chaining']],
    [/^tenant-(?:reader|writer)$/, ['nothing past the denials']],
    [/^tenant-boundary$/, ['nothing past the denials', 'nothing beyond the boundary', 'read-only by each fence alone']],
    [/^task-role$/, ['task role']],
    [/^notifier-role$/, ['notifier role']],
    [/^tenant-table$/, ['table policy']],
    [/^organization-scp$/, ['service control policy']],
    [/^organization-rcp$/, ['resource control policy']],
  ],
};

const sets = [policySet(caseDeployment(true)), policySet(caseDeployment(false))];
const reasons = reasonsByName(loadEquivalents());

describe('Every statement of every document is missed by a theorem once it is gone:', () => {
  let solver: Solver;
  let actions: readonly ServiceAction[];

  before(async () => {
    solver = await Solver.start(10_000);
    actions = await actionsAsked(sets.flatMap(({ documents }) => Object.values(documents)));
  });

  after(() => solver.close());

  const seen = new Set<string>();
  for (const set of sets) {
    for (const document of documentNames) {
      const { Statement } = set.documents[document];
      // Without its only statement it is no document any more.
      if (Statement.length < 2) continue;
      for (const statement of Statement) {
        const name = nameOf({ document, sid: statement.Sid, description: 'the statement deleted' });
        if (reasons.has(name) || seen.has(name)) continue;
        seen.add(name);
        it(`${document}/${statement.Sid}`, async () => assert.ok(await isMissed(set, document, statement)));
      }
    }
  }

  async function isMissed(set: PolicySet, document: DocumentName, statement: PolicyStatement): Promise<boolean> {
    const original = set.documents[document];
    const mutated = { ...original, Statement: original.Statement.filter((one) => one !== statement) };
    const without = { ...set, documents: { ...set.documents, [document]: mutated } };
    const [, names = []] = held[statement.Effect].find(([pattern]) => pattern.test(document)) ?? [];
    for (const name of names) {
      const theorem = theorems.find((one) => one.name === name);
      assert.ok(theorem !== undefined, name);
      const asked = theorem === liveness ? onlyAbout(statement) : theorem;
      if ((await proveTheorem(asked, without, actions, solver)).status === 'refuted') return true;
    }
    return false;
  }
});

/** It asks of each action by itself, so those of other statements need not be asked again. */
function onlyAbout(statement: PolicyStatement): Theorem {
  return {
    ...liveness,
    *questions(set, actions) {
      for (const question of liveness.questions(set, actions)) {
        if (actionMatches(statement, question.witness.action)) yield question;
      }
    },
  };
}
