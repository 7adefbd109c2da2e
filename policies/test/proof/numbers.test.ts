import assert from 'node:assert/strict';
import { evaluate, loadPolicy } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { constant } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import { comparedNumbers } from '../../src/proof/translate/numbers.ts';
import { absent, one, set } from '../../src/proof/translate/symbolic-context.ts';

const operators = ['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'] as const;
const key = 'sts:DurationSeconds';

function engineHolds(operator: string, values: readonly string[], actual: string): boolean {
  const policy = loadPolicy('one', 'identity', {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'One', Effect: 'Allow', Action: ['a:B'], Resource: '*', Condition: { [operator]: { [key]: values } } },
    ],
  });
  const arn = 'arn:aws:iam::111122223333:user/ann';
  const principal = { type: 'AWS', arn, account: '111122223333' } as const;
  const request = { principal, action: 'a:B', resource: '*', context: { [key]: actual } };
  return evaluate({ identity: [policy] }, request).effect === 'allow';
}

describe('A number that a theorem says', () => {
  it('is compared as the policy engine compares it', () => {
    const number = fc.integer({ min: -3, max: 3 }).map(String);
    const values = fc.array(number, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...operators), values, number, (name, expected, actual) => {
        const operator = `Numeric${name}`;
        assert.equal(
          comparedNumbers(operator, expected, one(constant(actual))),
          engineHolds(operator, expected, actual),
        );
      }),
    );
  });

  it('is left to the solver where it is not known, is no whole number, or is compared otherwise', () => {
    const unknowns = new Unknowns();
    const maybe = { kind: 'one', present: unknowns.flag('has it'), value: constant('300') } as const;
    const open = [absent, set(constant('300')), maybe, one(unknowns.text('seconds')), one(constant('3e2'))];
    for (const value of open) assert.equal(comparedNumbers('NumericEquals', ['300'], value), null);
    assert.equal(comparedNumbers('NumericEquals', ['3e2'], one(constant('300'))), null);
    assert.equal(comparedNumbers('NumericNotEquals', ['300'], one(constant('300'))), null);
    assert.equal(comparedNumbers('DateEquals', ['300'], one(constant('300'))), null);
  });
});
