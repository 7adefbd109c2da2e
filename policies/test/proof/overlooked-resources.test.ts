import { describe } from 'mocha';
import { add, type Overlooked, provider, refutesEach, table } from './overlooked.ts';

const reader = 'arn:aws:iam::111122223333:role/leasehold-tenant-reader';
const getting = { Action: ['dynamodb:GetItem'], Resource: table };

function caller(operator: string, Principal: '*' | { AWS: string } = '*'): Overlooked {
  return {
    what: `${operator} of the caller's ARN, beside ${JSON.stringify(Principal)}`,
    theorem: 'isolation',
    change: add(['tenant-table'], { Principal, ...getting, Condition: { [operator]: { 'aws:PrincipalArn': reader } } }),
  };
}

/** Boundary and role policy do not limit what a resource's policy grants to a session itself. */
describe('The proof does not overlook whom the policy of the table may name:', () => {
  refutesEach([
    caller('ArnEquals'),
    caller('ForAnyValue:ArnEquals'),
    caller('ForAllValues:StringLike'),
    {
      ...caller('ArnNotEquals'),
      change: add(['tenant-table'], {
        Principal: '*',
        ...getting,
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': `${reader}-2` } },
      }),
    },
    caller('StringLike', { AWS: '*' }),
    {
      what: 'everybody, on no condition',
      theorem: 'isolation',
      change: add(['tenant-table'], { Principal: '*', ...getting }),
    },
    {
      what: "everybody in tenants' sessions",
      theorem: 'isolation',
      change: add(['tenant-table'], {
        Principal: { AWS: '*' },
        ...getting,
        Condition: { StringLike: { 'aws:PrincipalTag/TenantId': '?*' } },
      }),
    },
    {
      what: 'holders of tokens of our own issuer',
      theorem: 'isolation',
      change: add(['tenant-table'], { Principal: provider, ...getting }),
    },
    {
      what: 'the same, for a session that is limited to another service',
      theorem: 'service isolation',
      change: add(['tenant-table'], { Principal: provider, ...getting }),
    },
  ]);
});
