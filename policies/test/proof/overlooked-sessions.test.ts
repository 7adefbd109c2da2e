import { describe } from 'mocha';
import { add, refutesEach, rewrite, table } from './overlooked.ts';

const writer = 'arn:aws:iam::111122223333:role/leasehold-tenant-writer';
const reading = { Action: ['dynamodb:GetItem'], Resource: table };
const withoutUserRole = { Null: { 'aws:PrincipalTag/UserRole': 'true' } };

describe('The proof does not overlook sessions', () => {
  refutesEach([
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
