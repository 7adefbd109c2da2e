import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { proveSet } from '../../src/proof/prove-set.ts';
import {
  add,
  changed,
  granting,
  type Overlooked,
  parameters,
  provider,
  refutesEach,
  rewrite,
  table,
  threeValues,
  trust,
} from './overlooked.ts';

const identities = ['tenant-reader', 'tenant-writer', 'tenant-boundary'] as const;
const tenantKeys = ['TENANT#<tenant>', 'TENANT#<tenant>|SERVICE#*'];

/** Each of them was proved once, although the policy engine allows what the theorem says is never allowed. */
const slips: readonly Overlooked[] = [
  {
    what: 'a trust that asks nothing when transitive tag keys are there',
    theorem: 'attribution',
    change: trust('reader', {
      Principal: provider,
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition: { Null: { 'sts:TransitiveTagKeys': 'false' } },
    }),
  },
  {
    what: 'a trust for whoever brings three tag keys of its own',
    theorem: 'attribution',
    change: trust('reader', {
      Principal: provider,
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition: threeValues('aws:TagKeys', ['A', 'B', 'C']),
    }),
  },
  {
    what: 'a trust in an AWS service nobody thought of',
    theorem: 'tokens only',
    change: trust('writer', { Principal: { Service: 'ec2.amazonaws.com' }, Action: ['sts:AssumeRole'] }),
  },
  {
    what: 'a trust in a SAML provider',
    theorem: 'tokens only',
    change: trust('writer', {
      Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/staff' },
      Action: ['sts:AssumeRoleWithSAML'],
    }),
  },
  {
    what: 'a trust in another account',
    theorem: 'tokens only',
    change: trust('writer', { Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: ['sts:AssumeRole'] }),
  },
  {
    what: 'a trust in one user',
    theorem: 'attribution',
    change: trust('writer', { Principal: { AWS: 'arn:aws:iam::111122223333:user/bob' }, Action: ['sts:AssumeRole'] }),
  },
  {
    what: 'a second role beside the task role',
    theorem: 'tokens only',
    mode: 'assume-role',
    change: rewrite(['tenant-writer-trust'], ({ Principal, ...rest }) => ({
      ...rest,
      Principal:
        typeof Principal === 'object' && 'AWS' in Principal
          ? { AWS: [Principal['AWS'] ?? [], 'arn:aws:iam::111122223333:role/administrator'].flat() }
          : (Principal ?? {}),
    })),
  },
  {
    what: "a session that lists its tenant's whole path",
    theorem: 'service isolation',
    change(documents) {
      const own = `${parameters}/\${aws:PrincipalTag/TenantId}`;
      rewrite(identities, (statement) =>
        statement.Resource === `${own}/*` ? { ...statement, Resource: [own, `${own}/*`] } : statement,
      )(documents);
      add(['session-read-service'], {
        Action: ['ssm:GetParametersByPath'],
        Resource: `${parameters}/<tenant>`,
      })(documents);
    },
  },
  {
    what: 'a shared session that reads services when it asks for three of them at once',
    theorem: 'service isolation',
    change: add(['session-read-shared'], {
      Action: ['dynamodb:BatchGetItem'],
      Resource: table,
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': tenantKeys },
        ...threeValues('dynamodb:LeadingKeys', [
          'TENANT#<tenant>|SERVICE#a',
          'TENANT#<tenant>|SERVICE#b*',
          'TENANT#<tenant>|SERVICE#c',
        ]),
      },
    }),
  },
  {
    what: 'an index for whoever asks for three keys at once',
    theorem: 'isolation by the role policy alone',
    change: add(['tenant-reader'], {
      Action: ['dynamodb:BatchGetItem'],
      Resource: `${table}/index/*`,
      Condition: threeValues('dynamodb:LeadingKeys', ['a', 'b*', 'c']),
    }),
  },
  {
    what: 'a session policy that opens the table to the tag of somebody else',
    theorem: 'isolation by the session policy alone',
    change: add(['session-read-service'], {
      Action: ['dynamodb:GetItem'],
      Resource: table,
      Condition: { StringNotEquals: { 'aws:PrincipalTag/TenantId': '<tenant>' } },
    }),
  },
  {
    what: 'a read session policy that lets writers write',
    theorem: 'read-only by each fence alone',
    change: add(['session-read-service'], {
      Action: ['ssm:PutParameter'],
      Resource: `${parameters}/<tenant>/<service>/*`,
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/leasehold-tenant-writer' } },
    }),
  },
  {
    what: 'a reader who writes in another region',
    theorem: 'read-only',
    change: granting(['tenant-reader', 'tenant-boundary'], 'dynamodb:DeleteItem', {
      Resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/*',
    }),
  },
  {
    what: 'a reader who writes without a UserRole tag',
    theorem: 'read-only by each fence alone',
    change: granting(['tenant-reader'], 'ssm:PutParameter', {
      Resource: `${parameters}/\${aws:PrincipalTag/TenantId}/*`,
      Condition: { Null: { 'aws:PrincipalTag/UserRole': 'true' } },
    }),
  },
  {
    what: 'an action that is not on the list of AWS',
    theorem: 'isolation by the role policy alone',
    change: granting(['tenant-reader'], 'dynamodb:ReadEverything', { Resource: table }),
  },
  {
    what: 'ssm:DescribeParameters by the ARN that AWS asks for',
    theorem: 'isolation by the role policy alone',
    change: granting(['tenant-reader'], 'ssm:DescribeParameters', {
      Resource: 'arn:aws:ssm:eu-west-1:111122223333:${*}',
    }),
  },
  {
    what: 'a tag beyond the characters that solvers have',
    theorem: 'isolation by the role policy alone',
    change: add(['tenant-reader'], {
      Action: ['dynamodb:GetItem'],
      Resource: table,
      Condition: { StringEquals: { 'aws:PrincipalTag/TenantId': '\u{30000}' } },
    }),
  },
  {
    what: 'two denials that a set of values slips between',
    theorem: 'isolation by the role policy alone',
    change(documents) {
      const scan = { Action: ['dynamodb:Scan'], Resource: table };
      granting(['tenant-reader'], 'dynamodb:Scan', { Resource: table })(documents);
      for (const operator of ['StringEquals', 'StringNotEquals']) {
        add(
          ['tenant-reader'],
          { ...scan, Condition: { [operator]: { 'dynamodb:Attributes': 'name' } } },
          'Deny',
        )(documents);
      }
    },
  },
];

describe('The proof does not overlook', () => {
  refutesEach(slips);

  it('nothing of its own making: a marker inside of a variable is refused', async () => {
    const set = changed(
      'web-identity',
      add(['session-read-service'], {
        Action: ['ssm:GetParameter'],
        Resource: `${parameters}/\${aws:PrincipalTag/Nobody, '<service>'}/*`,
      }),
    );
    await assert.rejects(proveSet(set, { only: ['service isolation'] }), { code: 'untranslatable-document' });
  });

  it('Booleans that are written as such', async () => {
    const change = add(
      ['tenant-reader'],
      // The grammar of IAM takes them, the type of our own documents does not.
      { Action: ['*'], Resource: '*', Condition: { Bool: { 'aws:SecureTransport': false as unknown as string } } },
      'Deny',
    );
    const [result] = await proveSet(changed('web-identity', change), { only: ['read-only'] });
    assert.equal(result?.status, 'proved');
  });
});
