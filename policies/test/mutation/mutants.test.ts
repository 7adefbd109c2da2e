import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import type { PolicyDocument, PolicyStatement } from '../../src/index.ts';
import { policySet, renderPolicy } from '../../src/index.ts';
import { type Mutant, nameOf, wholeDocument } from '../../src/mutation/mutant.ts';
import { mutantsOf, mutantsOfDocument } from '../../src/mutation/mutants-of.ts';

const sets = [false, true].map((assumeRoleTrust) => policySet(caseDeployment(assumeRoleTrust)));

/** The elements of a statement in which the two differ. */
function differences(one: PolicyStatement, other: PolicyStatement): readonly string[] {
  const [left, right] = [one, other].map((statement) => new Map<string, unknown>(Object.entries(statement)));
  const names = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...names].filter((name) => JSON.stringify(left?.get(name)) !== JSON.stringify(right?.get(name)));
}

function isOneChange(original: PolicyDocument, { sid, mutated }: Mutant): boolean {
  if (sid === wholeDocument) return original.Version !== mutated.Version && sameStatements(original, mutated);
  if (original.Version !== mutated.Version) return false;
  const others = (document: PolicyDocument) => document.Statement.filter((statement) => statement.Sid !== sid);
  if (JSON.stringify(others(original)) !== JSON.stringify(others(mutated))) return false;
  const [before, after] = [original, mutated].map((document) => document.Statement.find(({ Sid }) => Sid === sid));
  return before !== undefined && (after === undefined || differences(before, after).length === 1);
}

function sameStatements(one: PolicyDocument, other: PolicyDocument): boolean {
  return JSON.stringify(one.Statement) === JSON.stringify(other.Statement);
}

/** A document with one of everything, small enough to write its mutants down. */
const small: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: 'arn:aws:s3:eu-west-1:111122223333:things/${aws:PrincipalTag/Team}/*',
      Condition: { StringEquals: { 'aws:PrincipalTag/Team': 'red' }, Null: { 's3:prefix': 'false' } },
    },
  ],
};

describe('The mutants of a document', () => {
  for (const set of sets) {
    const mode = set.deployment.assumeRoleTrust ? 'assume-role' : 'web-identity';

    it(`each differ from the document by one change in one element (${mode})`, () => {
      let seen = 0;
      for (const mutant of mutantsOf(set)) {
        const original = set.documents[mutant.document];
        assert.notEqual(renderPolicy(mutant.mutated), renderPolicy(original), nameOf(mutant));
        assert.ok(isOneChange(original, mutant), nameOf(mutant));
        seen += 1;
      }
      assert.ok(seen > 3_000, String(seen));
    });

    it(`are named once, and none is made twice (${mode})`, () => {
      const names = new Set<string>();
      const texts = new Set<string>();
      for (const mutant of mutantsOf(set)) {
        assert.ok(!names.has(nameOf(mutant)), nameOf(mutant));
        names.add(nameOf(mutant));
        const text = `${mutant.document} ${renderPolicy(mutant.mutated)}`;
        assert.ok(!texts.has(text), nameOf(mutant));
        texts.add(text);
      }
    });
  }

  it('leave the document itself as it was', () => {
    const before = renderPolicy(small);
    assert.ok([...mutantsOfDocument('tenant-reader', small)].length > 0);
    assert.equal(renderPolicy(small), before);
  });

  it('are every statement, action, resource, operator, key and value deleted, widened, renamed or weakened', () => {
    const resource = 'things/${aws:PrincipalTag/Team}/*';
    const team = 'StringEquals aws:PrincipalTag/Team';
    assert.deepEqual(
      [...mutantsOfDocument('tenant-reader', small)].map(
        ({ sid, kind, description }) => `${kind} ${sid}: ${description}`,
      ),
      [
        'renamed (document): Version becomes 2008-10-17',
        'deleted Read: the statement deleted',
        'inverted Read: Allow becomes Deny',
        'deleted Read: Action s3:GetObject deleted',
        'widened Read: Action s3:GetObject becomes *',
        'renamed Read: Action s3:GetObject becomes s3:GetObjectRenamed',
        'widened Read: Action s3:GetObject becomes s3:*',
        'widened Read: Action s3:GetObject becomes s3:Get*',
        'widened Read: Action s3:GetObject becomes s3:GetObject*',
        'widened Read: Action s3:GetObject becomes s3:GetObjec?',
        `deleted Read: Resource ${small.Statement[0]?.Resource} deleted`,
        `widened Read: Resource ${small.Statement[0]?.Resource} becomes *`,
        `widened Read: Resource ${small.Statement[0]?.Resource} becomes arn:aws:s3:*:111122223333:`,
        `widened Read: Resource ${small.Statement[0]?.Resource} becomes arn:aws:s3:eu-west-1:*:`,
        `widened Read: Resource ${resource} becomes things/*/*`,
        `widened Read: Resource ${resource} becomes things/\${aws:PrincipalTag/Team}*/*`,
        `widened Read: Resource ${resource} becomes things/*`,
        `widened Read: Resource ${resource} becomes things/\${aws:PrincipalTag/Team}*`,
        `widened Read: Resource ${resource} becomes thing?/\${aws:PrincipalTag/Team}/*`,
        `renamed Read: Resource ${resource} becomes things/\${aws:PrincipalTag/Team}/`,
        `renamed Read: Resource ${resource} becomes thingx/\${aws:PrincipalTag/Team}/*`,
        'deleted Read: Condition deleted',
        'deleted Read: StringEquals deleted',
        'deleted Read: Null deleted',
        `renamed Read: ${team} becomes a test of aws:PrincipalTag/Teax`,
        `weakened Read: ${team} becomes StringEqualsIfExists`,
        `weakened Read: ${team} becomes StringLike`,
        `weakened Read: ${team} becomes StringEqualsIgnoreCase`,
        `inverted Read: ${team} becomes StringNotEquals`,
        `deleted Read: ${team}: red deleted`,
        `widened Read: ${team}: red becomes * under StringLike`,
        `widened Read: ${team}: red becomes *red under StringLike`,
        `widened Read: ${team}: red becomes red* under StringLike`,
        `widened Read: ${team}: red becomes re? under StringLike`,
        `renamed Read: ${team}: red becomes rex`,
        'renamed Read: Null s3:prefix becomes a test of s3:prefiy',
        'deleted Read: Null s3:prefix: false deleted',
        'inverted Read: Null s3:prefix: false becomes true',
      ],
    );
  });
});
