import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { compareSets } from '../../src/compare/compare-sets.ts';
import type { PolicyDocument, PolicyStatement } from '../../src/policy-document.ts';
import type { DocumentName, PolicySet } from '../../src/policy-set.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { readDocument } from '../../src/review/rendered/read-document.ts';
import { asRendered, edited } from './edited-set.ts';

const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config';
const provider = { Federated: 'arn:aws:iam::111122223333:oidc-provider/login.example.com/tenants' };
const account = { AWS: 'arn:aws:iam::444455556666:root' };
const reading = ['tenant-reader', 'tenant-boundary'] as const;
const [operator, eve] = ['leasehold-operator', 'eve'].map((name) => `arn:aws:iam::111122223333:user/${name}`) as [
  string,
  string,
];

type Statement = Omit<PolicyStatement, 'Sid' | 'Effect'>;

/** Each of them opened something once, and was told to have made nothing possible. */
const slips: readonly {
  readonly what: string;
  readonly base?: PolicySet;
  readonly set: PolicySet;
  readonly expected: RegExp;
}[] = [
  {
    what: 'a trust in another account',
    set: adding(['tenant-reader-trust'], { Principal: account, Action: ['sts:AssumeRole'] }),
    expected: /^A principal of the account 444455556666 .*may now open a reader session/,
  },
  {
    what: 'a key that another account may use',
    set: adding(['parameter-key'], { Principal: account, Action: ['kms:Decrypt'], Resource: '*' }),
    expected: /^A principal of the account 444455556666 .*may now call Decrypt on the parameter key\.$/,
  },
  {
    what: 'a user whom the table spares by NotPrincipal',
    base: sparing(operator),
    set: sparing(operator, eve),
    expected: /^The user eve with every policy of its own may now call DescribeTable on /,
  },
  {
    what: 'a session that edits roles',
    set: granting(reading, 'iam:PutRolePolicy', { Resource: '*' }),
    expected: /^A reader session without a session policy may now call PutRolePolicy on anything of the account/,
  },
  {
    what: 'a session that reads buckets',
    set: granting(reading, 's3:GetObject', { Resource: 'arn:aws:s3:::bills/*' }),
    expected:
      /^A reader session without a session policy may now call s3:GetObject on anything whose ARN has no account\.$/,
  },
  {
    what: 'an action that is not on the list of AWS',
    set: granting(reading, 'dynamodb:ReadEverything', { Resource: table }),
    expected: /^A reader session without a session policy may now call ReadEverything on an item/,
  },
  {
    what: 'commands by documents of Systems Manager',
    set: granting(reading, 'ssm:SendCommand', { Resource: 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript' }),
    expected: /may now call SendCommand on anything whose ARN has no account\.$/,
  },
  {
    what: 'another table',
    set: granting(reading, 'dynamodb:GetItem', { Resource: `${table}-2` }),
    expected: /may now call GetItem on anything else of the account\.$/,
  },
  {
    what: 'parameters of another region',
    set: granting(reading, 'ssm:GetParameter', { Resource: 'arn:aws:ssm:us-east-1:111122223333:parameter/*' }),
    expected: /may now call GetParameter on anything of the region us-east-1\.$/,
  },
  {
    what: 'a table of another account',
    set: granting(reading, 'dynamodb:GetItem', { Resource: 'arn:aws:dynamodb:eu-west-1:444455556666:table/*' }),
    expected: /may now call GetItem on anything of the account 444455556666\.$/,
  },
  {
    what: 'a task role for everybody',
    set: adding(['task-role-trust'], { Principal: '*', Action: ['sts:AssumeRole'] }),
    expected: /may now open a session of the task role/,
  },
  {
    what: 'a task role for another service',
    set: adding(['task-role-trust'], { Principal: { Service: 'ec2.amazonaws.com' }, Action: ['sts:AssumeRole'] }),
    expected: /^The service ec2.amazonaws.com may now open a session of the task role\.$/,
  },
  {
    what: 'a task role that reads buckets',
    set: adding(['task-role'], { Action: ['s3:GetObject'], Resource: '*' }),
    expected: /^The task role by its own policy may now call s3:GetObject on/,
  },
  {
    what: 'a notifier that another function is',
    set: adding(['notifier-role-trust'], {
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: ['sts:AssumeRole'],
    }),
    expected: /^The service lambda.amazonaws.com may now open a session of the notifier's role in more cases/,
  },
  {
    what: 'a notifier that looks for other services',
    set: adding(['notifier-role'], { Action: ['servicediscovery:DiscoverInstances'], Resource: '*' }),
    expected: /^The notifier's role by its own policy may now call (?:servicediscovery:)?DiscoverInstances on/,
  },
  {
    what: 'a notifier whose tokens last',
    set: adding(['notifier-role'], { Action: ['sts:GetWebIdentityToken'], Resource: '*' }),
    expected:
      /^The notifier's role by its own policy may now call GetWebIdentityToken on .*what has no resource in more cases/,
  },
  {
    what: 'a stream that somebody else reads',
    set: edited(['organization-rcp'], ({ Statement, ...rest }) => ({
      ...rest,
      Statement: Statement.filter(({ Sid }) => Sid !== 'DenyStreamToOthers'),
    })),
    expected:
      /except the role leasehold-refresh-notifier .*may now call GetRecords and GetShardIterator on every stream/,
  },
  {
    what: 'a shared session that reads services when it asks for three of them at once',
    set: adding(['session-read-shared'], {
      Action: ['dynamodb:BatchGetItem'],
      Resource: table,
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TENANT#<tenant>', 'TENANT#<tenant>|SERVICE#*'] },
        'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': 'TENANT#<tenant>|SERVICE#a' },
        'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': 'TENANT#<tenant>|SERVICE#b*' },
        'ForAnyValue:StringEqualsIfExists': { 'dynamodb:LeadingKeys': 'TENANT#<tenant>|SERVICE#c' },
      },
    }),
    expected: /^A reader session limited to shared configuration may now call BatchGetItem on several items at once/,
  },
  {
    what: 'a trust for whoever brings two tag keys of its own',
    set: adding(['tenant-reader-trust'], {
      Principal: provider,
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      Condition: {
        'ForAnyValue:StringEquals': { 'aws:TagKeys': 'A' },
        'ForAnyValue:StringLike': { 'aws:TagKeys': 'B' },
      },
    }),
    expected: /^A token of login.example.com\/tenants .*may now open a reader session with further tags/,
  },
  {
    what: 'a trust for whoever brings transitive tag keys',
    set: adding(['tenant-reader-trust'], {
      Principal: provider,
      Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      Condition: { Null: { 'sts:TransitiveTagKeys': 'false' } },
    }),
    expected: /^A token of login.example.com\/tenants .*may now open a reader session/,
  },
];

describe('A comparison does not overlook', () => {
  let solver: Solver;

  before(async () => {
    solver = await Solver.start(10_000);
  });

  after(() => solver.close());

  for (const { what, base = asRendered, set, expected } of slips) {
    it(what, async () => {
      const { newlyAllowed, newlyDenied, undecided } = await compareSets(base, set, solver);
      const told = newlyAllowed.map(({ explanation }) => explanation);
      assert.ok(
        told.some((sentence) => expected.test(sentence)),
        [...told, ...undecided].join('\n'),
      );
      assert.deepEqual([newlyDenied.map(({ explanation }) => explanation), undecided], [[], []]);
    });
  }
});

function adding(names: readonly DocumentName[], statement: Statement): PolicySet {
  return edited(names, ({ Statement, ...rest }, name) =>
    reread(name, { ...rest, Statement: [...Statement, { Sid: 'Added', Effect: 'Allow', ...statement }] }),
  );
}

/** Whom a denial of the table's policy does not reach. */
function sparing(...users: readonly string[]): PolicySet {
  const NotPrincipal = { AWS: ['arn:aws:iam::111122223333:root', ...users] };
  const denial = { Sid: 'Added', Effect: 'Deny', NotPrincipal, Action: ['dynamodb:DescribeTable'], Resource: table };
  return edited(['tenant-table'], ({ Statement, ...rest }, name) =>
    reread(name, { ...rest, Statement: [...Statement, denial] }),
  );
}

/** Allows an action and takes it out of the denial of everything else. */
function granting(names: readonly DocumentName[], action: string, statement: Omit<Statement, 'Action'>): PolicySet {
  const spared = edited(names, ({ Statement, ...rest }) => ({
    ...rest,
    Statement: Statement.map((one) =>
      one.Sid === 'DenyEverythingElse' ? { ...one, NotAction: [...(one.NotAction ?? []), action] } : one,
    ),
  }));
  const added: PolicyStatement = { Sid: 'Added', Effect: 'Allow', Action: [action], ...statement };
  return edited(
    names,
    ({ Statement, ...rest }, name) => reread(name, { ...rest, Statement: [...Statement, added] }),
    spared,
  );
}

/** As from a file, so that nothing is tried that IAM would not take. */
function reread(name: DocumentName, document: object): PolicyDocument {
  return readDocument(name, JSON.stringify(document));
}
