import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import type { PolicyStatement } from '../../src/policy-document.ts';
import { PolicyError } from '../../src/policy-error.ts';
import { policySet } from '../../src/policy-set.ts';
import { checkTranslatable } from '../../src/proof/check-translatable.ts';
import { proveSet } from '../../src/proof/prove-set.ts';

const right = policySet(caseDeployment(false));

function withStatement(statement: PolicyStatement) {
  const table = right.documents['tenant-table'];
  const documents = { ...right.documents, 'tenant-table': { ...table, Statement: [...table.Statement, statement] } };
  return { ...right, documents };
}

describe('A document that the proof does not understand', () => {
  const deny = { Sid: 'Odd', Effect: 'Deny', Principal: '*', Resource: '*' } as const;
  const odd: readonly (readonly [string, PolicyStatement])[] = [
    [
      'a variable before the fifth colon of an ARN',
      {
        ...deny,
        Action: ['dynamodb:Scan'],
        Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:PrincipalAccount}:role/x' } },
      },
    ],
    [
      'an operator that IAM does not have',
      { ...deny, NotAction: ['dynamodb:Scan'], Condition: { SoundsLike: { a: 'b' } } },
    ],
    ['an unfinished variable', { ...deny, Action: ['dynamodb:Scan'], Resource: 'arn:aws:dynamodb:::${aws:' }],
  ];
  for (const [what, statement] of odd) {
    it(`is named with its statement, for ${what}, whichever theorem is asked`, async () => {
      const refusal = (error: unknown) =>
        error instanceof PolicyError && error.message.startsWith('tenant-table, statement Odd: the proof does not');
      assert.throws(() => checkTranslatable(withStatement(statement)), refusal);
      await assert.rejects(proveSet(withStatement(statement), { only: ['task role'] }), refusal);
    });
  }

  it('is none of those that are deployed', () => {
    checkTranslatable(right);
    checkTranslatable(policySet(caseDeployment(true)));
  });
});
