import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { localDeployment, policySet } from '../../src/index.ts';
import { everything } from '../../src/proof/model/ask.ts';
import { proveTheorem } from '../../src/proof/prove-theorem.ts';
import type { Question } from '../../src/proof/question.ts';
import { equal, type Formula, no, not } from '../../src/proof/smt/formula.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { constant } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import type { Theorem } from '../../src/proof/theorem.ts';
import { SymbolicContext } from '../../src/proof/translate/symbolic-context.ts';

const set = policySet(localDeployment);

describe('A theorem', () => {
  let solver: Solver;

  before(async () => {
    solver = await Solver.start(5_000);
  });

  after(() => solver.close());

  /** One question over one text `x`, on documents that allow everything or nothing. */
  const theorem = (ask: (x: ReturnType<Unknowns['text']>, unknowns: Unknowns) => Formula, allows = true): Theorem => ({
    name: 'sample',
    says: 'Something.',
    *questions(): Generator<Question> {
      const unknowns = new Unknowns();
      const x = unknowns.text('x');
      const violation = ask(x, unknowns);
      yield {
        about: 'a sample',
        unknowns,
        violation,
        witness: {
          role: 'reader',
          tenantTag: x,
          userRole: null,
          sessionPolicy: null,
          tenant: x,
          other: null,
          otherService: null,
          action: 'dynamodb:GetItem',
          resource: constant('*'),
          decided: {
            by: { identity: allows ? [everything] : [] },
            caller: { type: 'user', arn: 'arn:aws:iam::111122223333:user/one', account: '111122223333' },
            shouldBe: 'denied',
          },
          keys: () => new SymbolicContext(unknowns, {}).entries(),
        },
      };
    },
  });
  const prove = (one: Theorem) => proveTheorem(one, set, [], solver);

  it('is proved when nothing it asks about can happen', async () => {
    assert.equal((await prove(theorem(() => no))).status, 'proved');
    const impossible = theorem((x, unknowns) => {
      unknowns.assume(equal(x, constant('a')));
      return equal(x, constant('b'));
    });
    assert.equal((await prove(impossible)).status, 'proved');
  });

  it('is refuted with the solver’s choice, which the policy engine confirms', async () => {
    const result = await prove(theorem((x) => equal(x, constant('acme'))));
    assert.equal(result.status, 'refuted');
    assert.equal(result.counterexample?.tenant, 'acme');
    assert.equal(result.counterexample?.decision.effect, 'allow');
  });

  it('prefers a choice that is easily believed', async () => {
    const result = await prove(
      theorem((x, unknowns) => {
        unknowns.prefer(equal(x, constant('acme')));
        return not(equal(x, constant('')));
      }),
    );
    assert.equal(result.counterexample?.tenant, 'acme');
  });

  it('is not refuted by a request that the policy engine decides otherwise, and not proved either', async () => {
    const result = await prove(theorem((x) => equal(x, constant('acme')), false));
    assert.equal(result.status, 'unknown');
    assert.match(result.unanswered?.join() ?? '', /the policy engine decides otherwise/);
  });

  it('is not proved when it cannot be asked, and says why', async () => {
    const broken: Theorem = {
      ...theorem(() => no),
      // biome-ignore lint/correctness/useYield: it fails before the first question.
      *questions(): Generator<Question> {
        throw new TypeError('this deployment has no table');
      },
    };
    const result = await proveTheorem(broken, set, [], solver);
    assert.equal(result.status, 'unknown');
    assert.deepEqual(result.unanswered, ['it could not be asked: this deployment has no table']);
  });

  it('is not proved when it asks nothing that could be', async () => {
    const result = await prove(
      theorem((x, unknowns) => {
        unknowns.assume(equal(x, constant('a')), equal(x, constant('b')));
        return no;
      }),
    );
    assert.equal(result.status, 'unknown');
    assert.match(result.unanswered?.join() ?? '', /contradict each other/);
  });
});
