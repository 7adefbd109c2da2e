import { describe } from 'mocha';
import { add, type Overlooked, provider, refutesEach, rewrite, table, trust } from './overlooked.ts';

const writer = 'arn:aws:iam::111122223333:role/leasehold-tenant-writer';
const reading = { Action: ['dynamodb:GetItem'], Resource: table };
const withoutUserRole = { Null: { 'aws:PrincipalTag/UserRole': 'true' } };

/** With a tag that no session can have whose name is bound to it: session names hold no space. */
function opened(what: string, letIn: ReturnType<typeof trust>): Overlooked {
  return {
    what,
    theorem: 'isolation',
    change(documents) {
      const superuser = { StringEquals: { 'aws:PrincipalTag/TenantId': 'super user' } };
      add(['tenant-reader', 'tenant-boundary'], { ...reading, Condition: superuser })(documents);
      letIn(documents);
    },
  };
}

describe('The proof does not overlook sessions', () => {
  refutesEach([
    opened(
      'that a token opens with a third tag',
      trust('reader', {
        Principal: provider,
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'Support' } },
      }),
    ),
    opened(
      'that a SAML assertion opens',
      trust('reader', {
        Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/staff' },
        Action: ['sts:AssumeRoleWithSAML'],
      }),
    ),
    opened(
      'that an administrator opens',
      trust('reader', {
        Principal: { AWS: 'arn:aws:iam::111122223333:role/administrator' },
        Action: ['sts:AssumeRole'],
      }),
    ),
    opened(
      'that a token of another issuer opens',
      trust('reader', {
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/elsewhere.example.com' },
        Action: ['sts:AssumeRoleWithWebIdentity'],
      }),
    ),
    {
      what: 'of the writer role that a session policy for reading opens the table to',
      theorem: 'isolation by the session policy alone',
      change: add(['session-read-service'], { ...reading, Condition: { ArnEquals: { 'aws:PrincipalArn': writer } } }),
    },
    {
      what: 'without a UserRole tag that a session policy opens the table to',
      theorem: 'isolation by the session policy alone',
      change: add(['session-read-service'], { ...reading, Condition: withoutUserRole }),
    },
    {
      what: 'without a UserRole tag that read services by a session policy for the shared configuration',
      theorem: 'service isolation',
      change: add(['session-read-shared'], { ...reading, Condition: withoutUserRole }),
    },
    {
      what: 'without a UserRole tag that read another table',
      theorem: 'nothing beyond the boundary',
      change: add(['tenant-boundary'], { ...reading, Resource: `${table}-copy`, Condition: withoutUserRole }),
    },
    {
      what: 'without a UserRole tag that no denial of the role is for',
      theorem: 'nothing past the denials',
      change: rewrite(['tenant-reader'], (statement) =>
        statement.Sid === 'DenyEverythingElse'
          ? { ...statement, Condition: { Null: { 'aws:PrincipalTag/UserRole': 'false' } } }
          : statement,
      ),
    },
  ]);
});
