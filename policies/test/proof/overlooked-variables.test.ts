import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PolicyStatement } from '../../src/index.ts';
import { everything } from '../../src/proof/model/ask.ts';
import { constant } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import { allowed } from '../../src/proof/translate/decision.ts';
import { absent, one, SymbolicContext } from '../../src/proof/translate/symbolic-context.ts';

const arn = 'arn:aws:s:r:111122223333:';
const user = { type: 'user', arn: 'arn:aws:iam::111122223333:user/u', account: '111122223333' } as const;

const negated: readonly (readonly [string, Pick<PolicyStatement, 'Resource' | 'NotResource' | 'Condition'>])[] = [
  ['NotResource', { NotResource: `${arn}\${k:Gone}` }],
  ['StringNotEquals', { Resource: '*', Condition: { StringNotEquals: { 'k:One': '${k:Gone}' } } }],
  ['StringNotLike', { Resource: '*', Condition: { 'ForAnyValue:StringNotLike': { 'k:One': 'a${k:Gone}*' } } }],
  ['ArnNotLike', { Resource: '*', Condition: { ArnNotLikeIfExists: { 'k:One': `${arn}\${k:Gone}` } } }],
];

/** AWS says of no negated form what a variable without a value makes of it, so the proof relies on neither answer. */
describe('A variable without a value', () => {
  for (const [form, statement] of negated) {
    it(`leaves open under ${form} whether an Allow is met`, () => {
      const { term, declared } = decided({ Sid: 'One', Effect: 'Allow', Action: ['*'], ...statement });
      assert.deepEqual([...declared], [[term, 'Bool']]);
    });

    it(`leaves a Deny under ${form} unmet`, () => {
      assert.equal(
        decided({ Sid: 'One', Effect: 'Deny', Action: ['*'], ...statement }, everything.Statement).term,
        'true',
      );
    });
  }

  it('leaves an Allow unmet that names it', () => {
    const naming = { Resource: '*', Condition: { StringEquals: { 'k:One': '${k:Gone}' } } };
    assert.equal(decided({ Sid: 'One', Effect: 'Allow', Action: ['*'], ...naming }).term, 'false');
  });
});

function decided(statement: PolicyStatement, beside: readonly PolicyStatement[] = []) {
  const unknowns = new Unknowns();
  const context = new SymbolicContext(unknowns, { 'k:One': one(constant(`${arn}a`)), 'k:Gone': absent });
  const document = { Version: '2012-10-17', Statement: [...beside, statement] } as const;
  const request = { action: 's:Get', resource: constant(`${arn}a`), context, unknowns };
  return { term: allowed({ identity: [document] }, user, request).term, declared: unknowns.declared };
}
