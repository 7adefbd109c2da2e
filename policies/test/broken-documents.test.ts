import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DocumentEdit } from '../src/cases/case-documents.ts';
import { judgeFile } from '../src/cases/judge-case.ts';
import { loadCases } from '../src/cases/load-cases.ts';
import type { PolicyCondition, PolicyDocument, PolicyStatement } from '../src/index.ts';

/*
 * A case that cannot fail proves nothing. Each edit below is a mistake someone could make in a document; at least the named
 * case must then come out otherwise than written.
 */

type StatementEdit = (statement: PolicyStatement) => PolicyStatement | null;

/** Rewrites one statement of one document, or leaves it out; refuses to edit what is not there. */
function editing(name: string, sid: string, edit: StatementEdit): DocumentEdit {
  return (documentName, document) => {
    if (documentName !== name) return document;
    const before = document.Statement.length;
    const rest = document.Statement.filter((statement) => statement.Sid !== sid);
    if (rest.length === before) return document;
    const Statement = document.Statement.flatMap((statement) => {
      if (statement.Sid !== sid) return [statement];
      const edited = edit(statement);
      return edited === null ? [] : [edited];
    });
    return { ...document, Statement };
  };
}

function withCondition(change: (condition: PolicyCondition) => PolicyCondition): StatementEdit {
  return (statement) => ({ ...statement, Condition: change(statement.Condition ?? {}) });
}

function without(operator: string, key?: string): StatementEdit {
  return withCondition((condition) => {
    const { [operator]: keys = {}, ...others } = condition;
    if (key === undefined) return others;
    const { [key]: _dropped, ...kept } = keys;
    return { ...others, ...(Object.keys(kept).length === 0 ? {} : { [operator]: kept }) };
  });
}

/** The document's text with one piece replaced, as a slip of the hand would. */
function retyping(name: string, from: string, to: string): DocumentEdit {
  return (documentName, document) => {
    if (documentName !== name) return document;
    return JSON.parse(JSON.stringify(document).replaceAll(from, to)) as PolicyDocument;
  };
}

function both(one: DocumentEdit, two: DocumentEdit): DocumentEdit {
  return (name, document) => two(name, one(name, document));
}

const anyProvider = {
  Federated: [
    'arn:aws:iam::111122223333:oidc-provider/cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01',
    'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
  ],
};

const gone: StatementEdit = () => null;
const tag = '${aws:PrincipalTag/TenantId}';

const mistakes: readonly (readonly [string, DocumentEdit, string])[] = [
  [
    'the Null guard on leading keys is dropped',
    editing('tenant-reader', 'ReadOwnItems', without('Null')),
    'GetItem without leading keys is refused',
  ],
  [
    'the Null guard on leading keys is dropped (empty set)',
    editing('tenant-reader', 'ReadOwnItems', without('Null')),
    'GetItem with an empty set of leading keys is refused',
  ],
  [
    'the leading key is a bare prefix',
    retyping('tenant-reader', `TENANT#${tag}|SERVICE#*`, `TENANT#${tag}*`),
    'a tenant whose name begins with ours is refused (shared)',
  ],
  [
    'ForAllValues becomes ForAnyValue',
    retyping('tenant-reader', 'ForAllValues:StringLike', 'ForAnyValue:StringLike'),
    'a batch that mixes two tenants is refused as a whole',
  ],
  [
    'the variable is an asterisk',
    retyping('tenant-reader', tag, '*'),
    "a neighbour's item is refused without any session policy",
  ],
  ['what is not granted is not denied', editing('tenant-reader', 'DenyEverythingElse', gone), 'Scan is refused'],
  [
    'the actions are a pattern',
    both(
      editing('tenant-reader', 'ReadOwnItems', (statement) => ({ ...statement, Action: ['dynamodb:*'] })),
      editing('tenant-reader', 'DenyEverythingElse', gone),
    ),
    'PartiQL select is refused, own leading key or not',
  ],
  [
    'the table ARN takes in its indexes',
    retyping('tenant-reader', 'table/leasehold-config', 'table/leasehold-config*'),
    'a query of an index is refused',
  ],
  [
    'the parameter path ends without a slash',
    retyping('tenant-reader', `/${tag}/*`, `/${tag}*`),
    "a listing of the tenant's own root without a slash is refused",
  ],
  [
    'the parameter path takes in twins',
    retyping('tenant-reader', `/${tag}/*`, `/${tag}*`),
    'a listing of a tenant whose name begins with ours is refused',
  ],
  [
    'anyone writes shared configuration',
    editing('tenant-writer', 'WriteOwnSharedItems', without('StringEquals')),
    "a writer who is not an admin does not write the tenant's shared item",
  ],
  [
    'the key is usable directly',
    editing('tenant-reader', 'DecryptOwnParameters', without('StringEquals', 'kms:ViaService')),
    'calling the key directly is refused',
  ],
  [
    'the encryption context is not asked for',
    editing('tenant-reader', 'DecryptOwnParameters', without('StringLike')),
    "a neighbour's ciphertext is refused",
  ],
  ['other keys are not denied', editing('tenant-reader', 'DenyOtherKeys', gone), 'another key is refused'],
  [
    'an untagged session is not denied',
    both(editing('tenant-reader', 'DenyWithoutTenantTag', gone), editing('tenant-reader', 'DenyShortTenantTag', gone)),
    'a session without a TenantId tag reads no item',
  ],
  [
    'an empty tag is not denied',
    editing('tenant-reader', 'DenyShortTenantTag', gone),
    'an empty TenantId tag reads no item, not even of an empty tenant',
  ],
  [
    'a slash in the tag is not denied',
    editing('tenant-reader', 'DenyPathInTenantTag', gone),
    'a TenantId tag that holds a slash is refused inside the tenant it points into',
  ],
  [
    'the session policy names a prefix',
    both(
      retyping('session', 'ForAllValues:StringEquals', 'ForAllValues:StringLike'),
      retyping('session', '|SERVICE#orders', '|SERVICE#*'),
    ),
    'a session for orders does not read an item of billing',
  ],
  [
    'the session policy lists by a pattern',
    retyping('session', '/acme/orders"', '/acme/*"'),
    'a session for orders does not list billing',
  ],
  [
    'the session name is not bound',
    editing('tenant-reader-trust', 'ExchangeTokenOfIssuer1', without('StringEquals', 'sts:RoleSessionName')),
    'another session name is refused',
  ],
  [
    'the source identity is not bound',
    editing('tenant-reader-trust', 'ExchangeTokenOfIssuer1', without('StringEquals', 'sts:SourceIdentity')),
    'another source identity is refused',
  ],
  [
    'the audience is not asked for',
    editing(
      'tenant-reader-trust',
      'ExchangeTokenOfIssuer1',
      without('StringEquals', 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01:aud'),
    ),
    'a foreign audience is refused',
  ],
  [
    'the caller role is not asked for',
    editing('tenant-writer-trust', 'ExchangeTokenOfIssuer1', without('StringEquals', 'aws:RequestTag/UserRole')),
    "a reader's token is refused at the writer role",
  ],
  [
    "an issuer's tenants are not asked for",
    editing('tenant-writer-trust', 'ExchangeTokenOfIssuer2', without('StringLike')),
    'a token that names a tenant of the other issuer is refused at the writer role',
  ],
  [
    "an issuer's tenant is taken for a prefix",
    retyping('tenant-reader-trust', '["acme",', '["acme*",'),
    "a token of a tenant whose name begins with the issuer's is refused",
  ],
  [
    "an issuer's prefix loses its end",
    retyping('tenant-reader-trust', '"eu-*"', '"eu*"'),
    "a token of a tenant that begins almost as the issuer's prefix is refused",
  ],
  [
    "an issuer's prefix begins anywhere",
    retyping('tenant-reader-trust', '"eu-*"', '"*eu-*"'),
    "a token of a tenant that holds the issuer's prefix further on is refused",
  ],
  [
    'any tag may be passed',
    both(
      editing('tenant-reader-trust', 'ExchangeTokenOfIssuer1', without('ForAllValues:StringEquals')),
      editing('tenant-reader-trust', 'CarryTagsAndSourceIdentity', without('ForAllValues:StringEquals', 'aws:TagKeys')),
    ),
    'a further tag is refused',
  ],
  [
    'any provider of the account is trusted',
    both(
      editing('tenant-reader-trust', 'ExchangeTokenOfIssuer1', (statement) =>
        without(
          'StringEquals',
          'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01:aud',
        )({ ...statement, Principal: anyProvider }),
      ),
      editing('tenant-reader-trust', 'CarryTagsAndSourceIdentity', (statement) => ({
        ...statement,
        Principal: anyProvider,
      })),
    ),
    'a foreign provider is refused',
  ],
  [
    'chaining is not denied',
    both(
      editing('tenant-reader-trust', 'DenyTenantSessions', gone),
      editing('tenant-reader-trust', 'DenyTaggedCallers', gone),
    ),
    "a tenant's session does not open one for another tenant",
  ],
  [
    'tagged callers are not denied',
    editing('tenant-reader-trust', 'DenyTaggedCallers', gone),
    'a caller that already carries a TenantId tag is refused, whatever its role',
  ],
  [
    'the task role is not kept from data',
    editing('task-role', 'DenyData', gone),
    'web-identity: the task role scans nothing',
  ],
  [
    'the task role is not kept from STS',
    editing('task-role', 'DenySts', gone),
    'web-identity: the task role assumes no tenant role',
  ],
  [
    'the task role forgets the source account',
    editing('task-role-trust', 'RunTasks', ({ Condition: _dropped, ...rest }) => rest),
    'an ECS task of another account does not',
  ],
  [
    'the key is open to the whole account',
    editing('parameter-key', 'DecryptForTenants', without('ArnEquals')),
    "an administrator who takes a tenant's tag decrypts nothing",
  ],
  [
    'break-glass may use the key directly',
    editing('parameter-key', 'UseForBreakGlass', without('StringEquals')),
    'the break-glass principal does not call the key directly',
  ],
  [
    "the boundary's leading key is a bare prefix",
    retyping('tenant-boundary', `TENANT#${tag}|SERVICE#*`, `TENANT#${tag}*`),
    'a neighbour\'s item is refused, whatever is attached to the role; also with {"context":{"dynamodb:LeadingKeys":["TENANT#acme2"]}}',
  ],
  [
    'the boundary loses its Null guard on leading keys',
    editing('tenant-boundary', 'ReadOwnItems', without('Null')),
    'reading without leading keys is refused by the boundary alone',
  ],
  [
    'the boundary lets readers write',
    editing('tenant-boundary', 'DenyWritesByReaders', gone),
    'a reader changes nothing, whatever is attached to its role',
  ],
  [
    'the boundary forgets tags with a slash',
    editing('tenant-boundary', 'DenyPathInTenantTag', gone),
    'a TenantId tag that holds a slash is refused inside the tenant it points into',
  ],
  [
    'the table spares every principal of the account',
    retyping('tenant-table', 'arn:aws:iam::111122223333:user/leasehold-operator', 'arn:aws:iam::111122223333:*'),
    "an administrator who takes a tenant's tag scans nothing",
  ],
  [
    'the table spares roles of the same beginning',
    retyping('tenant-table', 'leasehold-tenant-reader', 'leasehold-tenant-reader*'),
    `an administrator who takes a tenant's tag reads nothing; also with {"caller":{"arn":"arn:aws:iam::111122223333:role/leasehold-tenant-reader2","tags":{"TenantId":"acme","UserRole":"reader"}}}`,
  ],
  [
    'the table does not ask for a tag',
    editing('tenant-table', 'DenyWithoutTenantTag', gone),
    'a tenant role without a tag reads nothing',
  ],
  [
    "the table's tag may be empty",
    retyping('tenant-table', '??*', '*'),
    'a tenant role without a tag reads nothing; also with {"caller":{"arn":"arn:aws:iam::111122223333:role/leasehold-tenant-reader","tags":{"TenantId":""}}}',
  ],
  [
    "the table's indexes are forgotten",
    editing('tenant-table', 'DenyReadsToOthers', (statement) => ({
      ...statement,
      Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config',
    })),
    `an administrator who takes a tenant's tag reads nothing; also with {"action":"dynamodb:Query","resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config/index/by-name"}`,
  ],
  [
    'the organisation allows a tenant role without a boundary',
    editing('organization-scp', 'DenyRolesWithoutBoundary', gone),
    'not even the deployer makes a tenant role without the boundary',
  ],
  [
    'the organisation asks for the tag key in one case',
    retyping('organization-scp', 'ForAnyValue:StringEqualsIgnoreCase', 'ForAnyValue:StringEquals'),
    'nobody puts a TenantId tag on a tenant role; also with {"context":{"aws:TagKeys":["tenantid"]}}',
  ],
  [
    'the organisation believes every issuer',
    editing('organization-rcp', 'DenyTokensOfOthers', gone),
    'a token of another issuer opens no tenant session, even if the trust policy were opened',
  ],
  [
    'the organisation opens the key to direct calls',
    editing('organization-rcp', 'DenyKeyOutsideParameterStore', gone),
    'nobody uses the key but through Parameter Store',
  ],
];

/** Edits each object once, so that what comes out is compiled once for all cases. */
function once(edit: DocumentEdit): DocumentEdit {
  const edited = new Map<PolicyDocument, PolicyDocument>();
  return (name, document) => {
    const known = edited.get(document) ?? edit(name, document);
    edited.set(document, known);
    return known;
  };
}

describe('a broken document', () => {
  const files = loadCases();
  const asShipped = files.flatMap((file) => judgeFile(file));

  for (const [mistake, edit, named] of mistakes) {
    it(`is noticed when ${mistake}`, () => {
      const before = asShipped.find((one) => one.name === named);
      assert.equal(before?.complaint, null, 'the case exists and goes as written on the shipped documents');
      const broken = once(edit);
      const after = files.flatMap((file) => judgeFile(file, broken)).filter((one) => one.otherEffect);
      assert.ok(
        after.some((one) => one.name === named),
        `cases that noticed: ${after.map((one) => one.name).join('; ') || 'none'}`,
      );
    });
  }
});
