import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadPolicy } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { PolicyStatement } from '../../src/policy-document.ts';
import { documentNames } from '../../src/policy-set.ts';
import { modeSet, renderedModes } from '../../src/review/rendered/rendered-files.ts';
import type { Place } from '../../src/review/sentence/place.ts';
import { sentence } from '../../src/review/sentence/sentence.ts';

const deployment = modeSet('web-identity').deployment;
const role: Place = { document: 'tenant-reader', deployment };
const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config';

function about(statement: Partial<PolicyStatement> & { readonly NotPrincipal?: Record<string, string> }, place = role) {
  const base = { Sid: 'One', Effect: 'Allow', Action: ['dynamodb:GetItem'] } as const;
  return sentence({ ...base, ...statement }, place);
}

function when(Condition: NonNullable<PolicyStatement['Condition']>, place = role): string {
  return about({ Resource: table, Condition }, place).replace('Allows GetItem on table leasehold-config, when ', '');
}

describe('The sentence of a statement', () => {
  const permissions: readonly (readonly [Parameters<typeof about>[0], string])[] = [
    [{ Resource: table }, 'Allows GetItem on table leasehold-config.'],
    [{ Resource: '*' }, 'Allows GetItem on any resource.'],
    [{ Effect: 'Deny', Action: ['*'], Resource: '*' }, 'Denies every action on any resource.'],
    [
      { NotAction: ['kms:Decrypt', 'dynamodb:*'], NotResource: table },
      'Allows every action except Decrypt of KMS, and every DynamoDB action on every resource except table leasehold-config.',
    ],
    [
      { Action: ['kms:Create*', 'kms:?et*'], Resource: '*' },
      'Allows every KMS action that begins with Create and every KMS action that fits ?et* on any resource.',
    ],
    [{ Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::bucket/*' }, 'Allows s3:GetObject on s3 bucket/*.'],
    [{ Resource: `${table}/index/*` }, 'Allows GetItem on every index of table leasehold-config.'],
    [
      { Resource: table.replace('111122223333', '999988887777') },
      'Allows GetItem on table leasehold-config of account 999988887777.',
    ],
    [{ Resource: table.replace('eu-west-1', '*') }, 'Allows GetItem on table leasehold-config in any region.'],
    [{ Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/*' }, 'Allows GetItem on every table.'],
    [{ Principal: '*', Resource: '*' }, 'Allows everyone to call GetItem on any resource.'],
    [
      { Principal: { AWS: ['111122223333', 'arn:aws:iam::444455556666:root'] }, Resource: '*' },
      'Lets IAM policies of this account and account 444455556666 allow GetItem on any resource.',
    ],
    [
      { Effect: 'Deny', Principal: { AWS: '444455556666' }, Resource: '*' },
      'Denies GetItem on any resource to everyone in account 444455556666.',
    ],
    [
      { Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/one' }, Resource: '*' },
      'Denies GetItem on any resource to everyone except role one.',
    ],
    [
      { Principal: { Service: 'ssm.amazonaws.com', Federated: 'cognito-identity.amazonaws.com' } },
      'Allows the AWS service ssm.amazonaws.com and identities of cognito-identity.amazonaws.com to call GetItem.',
    ],
  ];
  for (const [statement, expected] of permissions) {
    it(`says: ${expected}`, () => assert.equal(about(statement), expected));
  }

  const leading = 'dynamodb:LeadingKeys';
  const tag = 'aws:PrincipalTag/TenantId';
  const conditions: readonly (readonly [NonNullable<PolicyStatement['Condition']>, string])[] = [
    [{ 'ForAllValues:StringEquals': { [leading]: 'A' } }, 'every leading key, if there is one, is A.'],
    [
      { 'ForAllValues:StringEquals': { [leading]: 'A' }, Null: { [leading]: 'false' } },
      'every leading key is A, and there is a leading key.',
    ],
    [{ 'ForAnyValue:StringLike': { [leading]: ['A*', 'B'] } }, 'some leading key begins with A or is B.'],
    [
      { 'ForAllValues:StringNotEquals': { [leading]: ['A', 'B'] } },
      'every leading key, if there is one, is neither A nor B.',
    ],
    [{ StringEquals: { [leading]: 'A' } }, 'the one leading key is A.'],
    [
      { StringNotLike: { [tag]: ['a*', '?*', '*b*', 'c?d', 'e'] } },
      "the session's TenantId tag is absent or does not begin with a, has fewer than 1 character, does not contain b, does not fit c?d and is not e.",
    ],
    [{ StringEqualsIfExists: { [tag]: 'acme' } }, "the session's TenantId tag is absent or is acme."],
    [
      { StringEqualsIfExists: { [tag]: 'acme' }, Null: { [tag]: 'false' } },
      "the session's TenantId tag is acme, and the session has a TenantId tag.",
    ],
    [
      { StringEquals: { [tag]: '${aws:RequestTag/TenantId}' } },
      "the session's TenantId tag is the requested TenantId.",
    ],
    [
      { StringEquals: { [tag]: "a${aws:username, 'nobody'}" } },
      `the session's TenantId tag is a<aws:username, or "nobody" without one>.`,
    ],
    [{ StringLike: { [tag]: 'a${*}b' } }, "the session's TenantId tag is a*b."],
    [{ StringEquals: { [tag]: ['', 'a or b'] } }, `the session's TenantId tag is "" or "a or b".`],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, 'the call is not encrypted on its way.'],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, 'aws:MultiFactorAuthPresent is true.'],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, 's3:max-keys is at most 10.'],
    [
      { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
      'aws:CurrentTime is after 2026-01-01T00:00:00Z.',
    ],
    [
      { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } },
      "the caller's address is absent or is not in 10.0.0.0/8 or 192.0.2.0/24.",
    ],
    [
      { StringNotEqualsIgnoreCase: { [tag]: 'a' } },
      "the session's TenantId tag is absent or is not, in upper or lower case, a.",
    ],
    [
      { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/a*' } },
      'the caller is not among the roles that fit a*.',
    ],
    [{ Null: { 'sts:ExternalId': ['true'] } }, 'sts:ExternalId is absent.'],
  ];
  for (const [condition, expected] of conditions) {
    it(`says: when ${expected}`, () => assert.equal(when(condition), expected));
  }

  it("speaks of the caller where the policy hears others than the tenant roles' sessions", () => {
    assert.equal(
      when({ Null: { [tag]: 'true' } }, { document: 'parameter-key', deployment }),
      'the caller has no TenantId tag.',
    );
  });
});

const operators = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'];
const keys = [
  'aws:PrincipalTag/TenantId',
  'dynamodb:LeadingKeys',
  'aws:username',
  'kms:ViaService',
  'aws:TagKeys',
  'example.com:aud',
];
const word = fc.stringMatching(/^[a-z]{3,8}$/);
const statements = fc.record({
  Sid: fc.constant('One'),
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.uniqueArray(
    word.map((name) => `dynamodb:${name}`),
    { minLength: 1, maxLength: 4 },
  ),
  Resource: fc.uniqueArray(
    word.map((name) => table + name),
    { minLength: 1, maxLength: 3 },
  ),
  Condition: fc
    .uniqueArray(
      fc.tuple(
        fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
        fc.constantFrom(...operators),
        fc.constantFrom('', 'IfExists'),
      ),
      {
        minLength: 1,
        maxLength: 4,
        selector: (parts) => parts.join(''),
      },
    )
    .chain((used) =>
      fc.tuple(
        ...used.map((parts) =>
          fc
            .dictionary(fc.constantFrom(...keys), fc.uniqueArray(word, { minLength: 1, maxLength: 3 }), {
              minKeys: 1,
              maxKeys: 3,
            })
            .map((block) => [parts.join(''), block] as const),
        ),
      ),
    )
    .map((blocks) => Object.fromEntries(blocks)),
});

describe('The sentence of any legal statement', () => {
  it('leaves no action, no resource and no value of a condition unsaid', () => {
    fc.assert(
      fc.property(statements, (statement) => {
        loadPolicy('one', 'identity', { Version: '2012-10-17', Statement: [statement] });
        const text = sentence(statement, role);
        assert.match(text, /^(Allows|Denies) .*[^.]\.$/);
        const values = Object.values(statement.Condition).flatMap((block) => Object.values(block).flat());
        const names = [...statement.Action, ...statement.Resource].map((name) => name.split(/[:/]/).at(-1) ?? '');
        for (const due of [...values, ...names]) assert.ok(text.includes(due), `${due} is missing in: ${text}`);
      }),
    );
  });
});

/** Written out, so that a change of a document or of the wording is read by a person. What is not under assume-role is as above. */
const expected: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = JSON.parse(
  readFileSync(new URL('expected-sentences.json', import.meta.url), 'utf8'),
);

describe('The sentences of our documents', () => {
  for (const mode of renderedModes) {
    const set = modeSet(mode);
    for (const document of documentNames) {
      const place = { document, deployment: set.deployment };
      it(`of ${mode}/${document} are as written out`, () => {
        const said = set.documents[document].Statement.map((one) => [one.Sid, sentence(one, place)]);
        assert.deepEqual(Object.fromEntries(said), expected[mode]?.[document] ?? expected['web-identity']?.[document]);
      });

      it(`of ${mode}/${document} change with every line that is taken away`, () => {
        for (const statement of set.documents[document].Statement) {
          const whole = sentence(statement, place);
          for (const less of lessened(statement)) {
            assert.notEqual(sentence(less, place), whole, JSON.stringify(less));
          }
        }
      });
    }
  }
});

/** The statement without one of its conditions, actions or resources, and with the other effect. */
function* lessened(statement: PolicyStatement): Generator<PolicyStatement> {
  yield { ...statement, Effect: statement.Effect === 'Allow' ? 'Deny' : 'Allow' };
  for (const element of ['Action', 'NotAction', 'Resource', 'NotResource'] as const) {
    const all = [statement[element] ?? []].flat();
    for (const one of all.length > 1 ? all : [])
      yield { ...statement, [element]: all.filter((other) => other !== one) };
  }
  for (const [operator, block] of Object.entries(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries(block)) {
      const { [key]: _gone, ...kept } = block;
      yield { ...statement, Condition: { ...statement.Condition, [operator]: kept } };
      const all = [values].flat();
      for (const one of all.length > 1 ? all : []) {
        const fewer = { ...block, [key]: all.filter((other) => other !== one) };
        yield { ...statement, Condition: { ...statement.Condition, [operator]: fewer } };
      }
    }
  }
}
