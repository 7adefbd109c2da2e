import { type BrokenSets, withStatement } from './broken-statement.ts';

export const brokenActions: BrokenSets = {
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
};
