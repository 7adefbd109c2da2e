import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { runLint } from '../../src/lint/run-lint.ts';
import type { PolicyCondition, PolicyDocument, PolicyStatement } from '../../src/policy-document.ts';
import { proveTheorem } from '../../src/proof/prove-theorem.ts';
import { nobodysSession } from '../../src/proof/question.ts';
import { no, yes } from '../../src/proof/smt/formula.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { concat, constant, type Text } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import type { Theorem } from '../../src/proof/theorem.ts';
import type { Caller } from '../../src/proof/translate/caller.ts';
import { allowed } from '../../src/proof/translate/decision.ts';
import { mostParts } from '../../src/proof/translate/glob.ts';
import { one, SymbolicContext } from '../../src/proof/translate/symbolic-context.ts';
import { fits, signsOf } from '../../src/proof/translate/wildcard.ts';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';

/** A regular expression of so many stars does not end on a text that almost fits. */
const stars = 200;
const almost = 'a'.repeat(2 * stars);
const pattern = `${'*a'.repeat(stars)}*b`;
const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/';
const role = 'arn:aws:iam::111122223333:role/a';
const user: Caller = { type: 'user', arn: 'arn:aws:iam::111122223333:user/u', account: '111122223333' };

function policyOf(more: Partial<PolicyStatement>): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'A', Effect: 'Allow', Action: ['s:Get'], Resource: '*', ...more }],
  };
}

function asking(Condition: PolicyCondition): PolicyDocument {
  return policyOf({ Condition });
}

function asked(policy: PolicyDocument, name: Text, unknowns = new Unknowns(), action = 's:Get') {
  const resource = concat(constant(table), name);
  const context = new SymbolicContext(unknowns, { 'k:One': one(name) });
  return {
    formula: allowed({ identity: [policy] }, user, { action, resource, context, unknowns }),
    resource,
    context,
    unknowns,
  };
}

describe('A pattern', () => {
  it('fits what its regular expression fits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\ud83d'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\ud83d', '*', '*', '?'), maxLength: 8 });
    let fitting = 0;
    fc.assert(
      fc.property(text, patterns, (value, written) => {
        const source = written.replaceAll('*', '.*').replaceAll('?', '.');
        const expected = new RegExp(`^${source}$`, 's').test(value);
        if (expected) fitting += 1;
        assert.equal(fits(value, signsOf(written)), expected);
      }),
      { numRuns: 5_000 },
    );
    assert.ok(fitting > 100);
  });

  const long: Readonly<Record<string, readonly [PolicyDocument, PolicyDocument]>> = {
    'a resource': [policyOf({ Resource: table + pattern }), policyOf({ Resource: `${table + pattern}*` })],
    'an excepted resource': [policyOf({ Resource: table + pattern }), policyOf({ NotResource: table + pattern })],
    'a text': [asking({ StringLike: { 'k:One': pattern } }), asking({ StringNotLike: { 'k:One': pattern } })],
    'an ARN’s account': [
      policyOf({ Resource: `arn:aws:dynamodb:*:${'*1'.repeat(stars)}*9:table/*` }),
      policyOf({ Resource: `arn:aws:dynamodb:*:${'*'.repeat(stars)}1*3:table/*` }),
    ],
  };
  for (const [what, [refusing, allowing]] of Object.entries(long)) {
    it(`of 200 stars, for ${what}, is decided where all of it is known`, () => {
      assert.equal(asked(refusing, constant(almost)).formula, no);
      const fitting = what === 'a resource' ? `${almost}b` : almost;
      assert.equal(asked(allowing, constant(fitting)).formula, yes);
    });
  }

  it('of 200 stars, for an action, is decided', () => {
    const policy = policyOf({ Action: [`s:${pattern}`] });
    assert.equal(asked(policy, constant('x'), new Unknowns(), `s:${almost}`).formula, no);
    assert.equal(asked(policy, constant('x'), new Unknowns(), `S:${almost}B`).formula, yes);
  });

  it('of 200 stars, for an action, is linted', () => {
    const sound = modeSet('web-identity');
    const mutated = policyOf({ Action: [`dynamodb:${'*a'.repeat(stars)}*`] });
    assert.ok(runLint({ ...sound, documents: { ...sound.documents, 'tenant-reader': mutated } }).length > 0);
  });
});

describe('A pattern of many stars against a text of the solver’s choice', () => {
  let solver: Solver;

  before(async () => {
    solver = await Solver.start(2_000);
  });

  after(() => solver.close());

  /** That the policy never allows it. */
  function never(policy: PolicyDocument): Theorem {
    return {
      name: 'never',
      says: 'Nobody does.',
      *questions() {
        const unknowns = new Unknowns();
        const { formula, resource, context } = asked(policy, unknowns.text('name'), unknowns);
        yield {
          about: 'any name',
          unknowns,
          violation: formula,
          witness: {
            ...nobodysSession,
            action: 's:Get',
            resource,
            decided: { by: { identity: [policy] }, caller: user, shouldBe: 'denied' },
            keys: () => context.entries(),
          },
        };
      },
    };
  }

  const both = (count: number): Readonly<Record<string, PolicyDocument>> => ({
    'a text': asking({ StringLike: { 'k:One': '*a'.repeat(count) } }),
    'a resource': policyOf({ Resource: table + '*a'.repeat(count) }),
    'single characters': asking({ StringLike: { 'k:One': '?a'.repeat(count) } }),
    'another case': asking({ StringEqualsIgnoreCase: { 'k:One': 'a'.repeat(2 * count) } }),
  });
  for (const count of [stars, 2_000]) {
    for (const [what, policy] of Object.entries(both(count))) {
      it(`stays undecided: ${count} for ${what}`, async () => {
        const { status } = await proveTheorem(never(policy), modeSet('web-identity'), [], solver);
        assert.equal(status, 'unknown');
      });
    }
  }

  it('is asked of the solver up to the most it bears, and given up in time', async () => {
    for (const policy of Object.values(both(mostParts / 2 - 1))) {
      const unknowns = new Unknowns();
      const { formula } = asked(policy, unknowns.text('name'), unknowns);
      assert.match(formula.term, /str\.in_re/);
      const { kind } = await solver.ask(unknowns, formula, 100);
      assert.notEqual(kind, 'never');
    }
  });

  it('is still decided where it has three', async () => {
    const policy = asking({ StringLike: { 'k:One': 'a*b*c*' }, ArnNotLike: { 'k:One': role } });
    const { status } = await proveTheorem(never(policy), modeSet('web-identity'), [], solver);
    assert.equal(status, 'refuted');
  });
});
