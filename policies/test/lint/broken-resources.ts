import { type BrokenSets, tagged, withStatement } from './broken-statement.ts';

export const brokenResources: BrokenSets = {
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
    [
      'an action beside one that has no resource',
      withStatement('notifier-role', 'ProveIdentity', { Action: ['sts:GetWebIdentityToken', 'sts:AssumeRole'] }),
      'ProveIdentity',
    ],
  ],
  'no-index': [
    [
      'what lies below a stream',
      withStatement('notifier-role', 'ReadStream', { Resource: `${tagged}/stream/*/index/*` }),
      'ReadStream',
    ],
    [
      "every table's stream",
      withStatement('notifier-role', 'ReadStream', {
        Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/*/stream/*',
      }),
      'ReadStream',
    ],
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
};
