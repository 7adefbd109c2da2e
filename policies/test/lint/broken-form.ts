import { type BrokenSets, withDocument, withStatement } from './broken-statement.ts';

export const brokenForm: BrokenSets = {
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
