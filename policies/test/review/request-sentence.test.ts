import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';
import { requestSentence, type SessionRequest } from '../../src/review/sentence/request-sentence.ts';

const { deployment } = modeSet('web-identity');
const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config';
const parameter = 'arn:aws:ssm:eu-west-1:111122223333:parameter/config-service/acme2/orders/password';

const base: SessionRequest = {
  role: 'reader',
  tags: { TenantId: 'acme' },
  sessionPolicy: null,
  ask: {
    action: 'dynamodb:GetItem',
    resource: table,
    context: {
      'aws:PrincipalTag/TenantId': 'acme',
      'aws:PrincipalAccount': '111122223333',
      'dynamodb:LeadingKeys': ['TENANT#acme2'],
    },
  },
};

const cases: readonly (readonly [Partial<SessionRequest>, string])[] = [
  [
    {},
    'A reader session with the tag TenantId acme and no session policy calls GetItem on table leasehold-config, with the leading key TENANT#acme2.',
  ],
  [
    {
      role: 'writer',
      tags: { TenantId: 'acme', UserRole: 'admin' },
      sessionPolicy: { access: 'write', service: null },
      ask: { action: 'dynamodb:PutItem', resource: table, context: { 'dynamodb:LeadingKeys': ['A', 'B'] } },
    },
    'A writer session with the tags TenantId acme and UserRole admin and a session policy for writing shared configuration calls PutItem on table leasehold-config, with the leading keys A and B.',
  ],
  [
    {
      tags: {},
      sessionPolicy: { access: 'read', service: 'orders' },
      ask: { action: 'dynamodb:Scan', resource: table, context: { 'dynamodb:LeadingKeys': [] } },
    },
    'A reader session with no tags and a session policy for reading service orders calls Scan on table leasehold-config, with an empty list of leading keys.',
  ],
  [
    {
      ask: {
        action: 'kms:Decrypt',
        resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
        context: { 'kms:EncryptionContext:PARAMETER_ARN': parameter, 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' },
      },
    },
    'A reader session with the tag TenantId acme and no session policy calls Decrypt on key k, with the parameter named by the encryption context parameter /config-service/acme2/orders/password, and the service that the call comes through ssm.eu-west-1.amazonaws.com.',
  ],
  [
    { ask: { action: 'ssm:DescribeParameters', resource: '*', context: {} } },
    'A reader session with the tag TenantId acme and no session policy calls DescribeParameters on no one resource.',
  ],
];

describe('The sentence of a request', () => {
  for (const [request, expected] of cases) {
    it(`says: ${expected}`, () => assert.equal(requestSentence({ ...base, ...request }, deployment), expected));
  }
});
