import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { characterBudgets } from '../../src/lint/character-budget.ts';
import { lintCommand, lintModes } from '../../src/lint/lint-command.ts';
import { lintRules } from '../../src/lint/rules.ts';
import { runLint } from '../../src/lint/run-lint.ts';
import type { PolicyDocument, PolicyStatement } from '../../src/policy-document.ts';
import { type DocumentName, type PolicySet, policySet } from '../../src/policy-set.ts';
import { modeSet, renderedModes } from '../../src/review/rendered/rendered-files.ts';
import { longestNames } from '../deployments.ts';

const sound = modeSet('web-identity');

function withDocument(name: DocumentName, edit: (document: PolicyDocument) => unknown): PolicySet {
  return { ...sound, documents: { ...sound.documents, [name]: edit(sound.documents[name]) as PolicyDocument } };
}

/** The set with one statement of one document changed; a key set to `undefined` is taken away. */
function withStatement(
  name: DocumentName,
  sid: string,
  change: Partial<Record<keyof PolicyStatement, unknown>>,
): PolicySet {
  const found = sound.documents[name].Statement.some(({ Sid }) => Sid === sid);
  assert.ok(found, `${name} has no ${sid}`);
  return withDocument(name, (document) =>
    JSON.parse(
      JSON.stringify({
        ...document,
        Statement: document.Statement.map((one) => (one.Sid === sid ? { ...one, ...change } : one)),
      }),
    ),
  );
}

function conditionOf(name: DocumentName, sid: string): NonNullable<PolicyStatement['Condition']> {
  return sound.documents[name].Statement.find(({ Sid }) => Sid === sid)?.Condition ?? {};
}

const items = 'ForAllValues:StringLike';
const ownItems = conditionOf('tenant-reader', 'ReadOwnItems');
const tagGuard = { Null: { 'aws:PrincipalTag/TenantId': 'false' } };
const tagged = 'arn:aws:dynamodb:eu-west-1:111122223333:table/${aws:PrincipalTag/TenantId}';

/** Rule → broken sets, each with the statement it must be found in. */
const broken: Readonly<
  Record<string, readonly (readonly [what: string, PolicySet, sid: string | null, level?: 'note'])[]>
> = {
  version: [
    ['an older version', withDocument('tenant-reader', (one) => ({ ...one, Version: '2008-10-17' })), null],
    ['no version', withDocument('tenant-reader', ({ Statement }) => ({ Statement })), null],
  ],
  'unique-sids': [
    [
      'two statements of one name',
      withStatement('tenant-reader', 'ReadOwnItems', { Sid: 'ReadOwnParameters' }),
      'ReadOwnParameters',
    ],
    ['a Sid with a dash', withStatement('tenant-reader', 'ReadOwnItems', { Sid: 'Read-Own' }), 'Read-Own'],
    ['no Sid', withStatement('tenant-reader', 'ReadOwnItems', { Sid: undefined }), null],
  ],
  'no-wildcard-action': [
    ['a service', withStatement('tenant-reader', 'ReadOwnParameters', { Action: ['ssm:*'] }), 'ReadOwnParameters'],
    ['a beginning', withStatement('tenant-reader', 'ReadOwnParameters', { Action: ['ssm:Get*'] }), 'ReadOwnParameters'],
    [
      'one character',
      withStatement('tenant-reader', 'ReadOwnParameters', { Action: ['ssm:GetParameter?'] }),
      'ReadOwnParameters',
    ],
    [
      'NotAction',
      withStatement('tenant-reader', 'ReadOwnParameters', { Action: undefined, NotAction: ['ssm:X'] }),
      'ReadOwnParameters',
    ],
  ],
  'no-unscoped-action': [
    ['Scan', withStatement('tenant-reader', 'ReadOwnItems', { Action: ['dynamodb:Scan'] }), 'ReadOwnItems'],
    [
      'Scan in other letters',
      withStatement('tenant-reader', 'ReadOwnItems', { Action: ['DynamoDB:scan'] }),
      'ReadOwnItems',
    ],
    [
      'PartiQL by a pattern',
      withStatement('session-read-service', 'Items', { Action: ['dynamodb:PartiQL*'] }),
      'Items',
    ],
    [
      'DescribeParameters',
      withStatement('tenant-boundary', 'UseOwnParameters', { Action: ['ssm:DescribeParameters'] }),
      'UseOwnParameters',
    ],
    [
      'all but one',
      withStatement('tenant-reader', 'ReadOwnItems', { Action: undefined, NotAction: ['dynamodb:PutItem'] }),
      'ReadOwnItems',
    ],
  ],
  'leading-keys-guarded': [
    [
      'no Null guard',
      withStatement('tenant-reader', 'ReadOwnItems', { Condition: { ...ownItems, ...tagGuard } }),
      'ReadOwnItems',
    ],
    [
      'a guard that asks for absence',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { ...ownItems, Null: { 'dynamodb:LeadingKeys': 'true' } },
      }),
      'ReadOwnItems',
    ],
    [
      'ForAnyValue',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { 'ForAnyValue:StringLike': ownItems[items], Null: ownItems['Null'] },
      }),
      'ReadOwnItems',
    ],
    [
      'IfExists',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { [`${items}IfExists`]: ownItems[items], Null: ownItems['Null'] },
      }),
      'ReadOwnItems',
    ],
    [
      'no condition on the keys',
      withStatement('tenant-writer', 'WriteOwnServiceItems', { Condition: tagGuard }),
      'WriteOwnServiceItems',
    ],
    ['no condition at all', withStatement('session-read-service', 'Items', { Condition: undefined }), 'Items'],
  ],
  'variables-guarded': [
    ['a path', withStatement('tenant-reader', 'ReadOwnParameters', { Condition: undefined }), 'ReadOwnParameters'],
    [
      'a key',
      withStatement('tenant-reader', 'ReadOwnItems', {
        Condition: { ...ownItems, Null: { 'dynamodb:LeadingKeys': 'false' } },
      }),
      'ReadOwnItems',
    ],
    [
      'a name in a trust policy',
      withStatement('tenant-reader-trust', 'ExchangeTokenOfIssuer1', {
        Condition: { ...conditionOf('tenant-reader-trust', 'ExchangeTokenOfIssuer1'), Null: {} },
      }),
      'ExchangeTokenOfIssuer1',
    ],
  ],
  'no-variable-default': [
    [
      'a default tenant',
      withStatement('tenant-reader', 'ReadOwnParameters', {
        Resource: "arn:aws:ssm:eu-west-1:111122223333:parameter/config-service/${aws:PrincipalTag/TenantId, 'acme'}/*",
      }),
      'ReadOwnParameters',
    ],
  ],
  'no-variable-in-deny': [
    ['an excepted resource', withStatement('tenant-reader', 'DenyOtherKeys', { NotResource: tagged }), 'DenyOtherKeys'],
    [
      'a compared tag',
      withStatement('tenant-reader', 'DenyPathInTenantTag', {
        Condition: { StringNotEquals: { 'aws:PrincipalTag/UserRole': '${aws:PrincipalTag/TenantId}' } },
      }),
      'DenyPathInTenantTag',
    ],
  ],
  'no-wildcard-resource': [
    ['everything', withStatement('tenant-reader', 'ReadOwnItems', { Resource: '*' }), 'ReadOwnItems'],
    ['one of several', withStatement('tenant-reader', 'ReadOwnItems', { Resource: [tagged, '*'] }), 'ReadOwnItems'],
    [
      'a whole service',
      withStatement('tenant-reader', 'ReadOwnItems', { Resource: 'arn:aws:dynamodb:*:*:*' }),
      'ReadOwnItems',
    ],
    [
      'NotResource',
      withStatement('tenant-reader', 'ReadOwnItems', { Resource: undefined, NotResource: tagged }),
      'ReadOwnItems',
    ],
  ],
  'no-index': [
    ['indexes', withStatement('tenant-reader', 'ReadOwnItems', { Resource: `${tagged}/index/*` }), 'ReadOwnItems'],
    [
      'whatever begins like the table',
      withStatement('tenant-reader', 'ReadOwnItems', { Resource: `${tagged}*` }),
      'ReadOwnItems',
    ],
  ],
  'no-open-principal': [
    ['everyone', withStatement('parameter-key', 'DecryptForTenants', { Principal: '*' }), 'DecryptForTenants'],
    [
      'everyone in a list',
      withStatement('parameter-key', 'DecryptForTenants', { Principal: { AWS: ['*'] } }),
      'DecryptForTenants',
    ],
  ],
  'character-budget': [
    [
      'a long session policy',
      withStatement('session-read-service', 'Items', { Action: ['dynamodb:GetItem', 'x'.repeat(700)] }),
      null,
    ],
    ['a long boundary', withStatement('tenant-boundary', 'ReadOwnItems', { Action: ['x'.repeat(4_000)] }), null],
    ['a long SCP', withStatement('organization-scp', 'DenyKeyGrants', { Action: ['x'.repeat(7_000)] }), null],
    ['a long trust policy', withStatement('task-role-trust', 'RunTasks', { Action: ['x'.repeat(4_000)] }), null],
    [
      'a trust policy that needs a higher quota',
      withStatement('task-role-trust', 'RunTasks', { Action: ['x'.repeat(2_000)] }),
      null,
      'note',
    ],
  ],
  'packed-policy-size': [
    [
      'a session policy that does not pack',
      withStatement('session-read-service', 'Items', { Sid: noise(1_000) }),
      null,
    ],
  ],
};

/** Letters that do not deflate, the same ones every time. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(65 + (state % 26) + (state % 2 === 0 ? 32 : 0));
  }).join('');
}

describe('Linting', () => {
  it('finds no error in the documents as they are, in either mode', () => {
    for (const mode of renderedModes) {
      const errors = runLint(modeSet(mode)).filter(({ level }) => level === 'error');
      assert.deepEqual(errors, []);
    }
  });

  it('finds no error with the longest legal names', () => {
    const errors = runLint(policySet(longestNames)).filter(({ level }) => level === 'error');
    assert.deepEqual(errors, []);
  });

  for (const rule of lintRules) {
    for (const [what, set, sid, level = 'error'] of broken[rule.id] ?? []) {
      it(`${rule.id} finds ${what}`, () => {
        const before = new Set(runLint(sound).map((finding) => JSON.stringify(finding)));
        const findings = runLint(set).filter((one) => one.rule === rule.id && !before.has(JSON.stringify(one)));
        assert.ok(findings.length > 0);
        for (const finding of findings) {
          assert.deepEqual([finding.sid, finding.level], [sid, level]);
          assert.match(finding.text, /\.$/);
          assert.match(finding.advice, /\.$/);
        }
      });
    }
  }

  it('has seen every rule find something', () => {
    assert.deepEqual(Object.keys(broken).sort(), lintRules.map(({ id }) => id).sort());
  });

  it('counts a session policy with the longest legal names in it', () => {
    const [longest] = characterBudgets(policySet(longestNames)).filter(
      ({ document }) => document === 'session-write-service',
    );
    assert.ok(
      longest !== undefined && longest.characters > 2_000 && longest.characters <= 2_048,
      String(longest?.characters),
    );
  });
});

describe('The lint command', () => {
  it('prints a line a rule and exits with 0 when there is no error', () => {
    const lines: string[] = [];
    assert.equal(
      lintCommand((line) => lines.push(line)),
      0,
    );
    for (const { id } of lintRules) assert.equal(lines.filter((line) => line.includes(` ${id}: `)).length, 1);
    assert.match(lines.at(-1) ?? '', /^13 rules, 0 errors, \d+ notes$/);
  });

  it('prints where and what to do, and exits with 1, when there is one; what both modes share it tells once', () => {
    const lines: string[] = [];
    const set = withStatement('tenant-reader', 'ReadOwnItems', { Resource: '*' });
    assert.equal(
      lintCommand(
        (line) => lines.push(line),
        () => set,
      ),
      1,
    );
    const told = lines.filter((line) => line.includes('web-identity/tenant-reader/ReadOwnItems allows on *.'));
    assert.equal(told.length, 1);
    assert.equal(lintModes(() => set).filter(({ level }) => level === 'error').length, 1);
  });
});
