import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cloudTrailRecord, type Happening } from '../../src/cloudtrail/record.ts';

const happening: Happening = {
  userIdentity: { type: 'IAMUser', userName: 'ann' },
  time: Date.UTC(2026, 10, 21, 12),
  eventSource: 'ssm.amazonaws.com',
  eventName: 'PutParameter',
  region: 'eu-west-1',
  account: '111122223333',
  sourceIp: '127.0.0.1',
  userAgent: 'test',
  error: null,
  requestId: 'b3ad1e6c-90f3-4d6a-8a65-3a1fb6a1b2f1',
  details: {
    requestParameters: { name: '/a' },
    responseElements: { version: 1 },
    resources: [],
    readOnly: false,
    category: 'Management',
  },
};

describe('a CloudTrail record', () => {
  it('shows a response only of a call that succeeded', () => {
    const failed = cloudTrailRecord({ ...happening, error: { code: 'InternalServerError', message: 'late' } });
    assert.deepEqual(
      [failed.responseElements, failed.errorCode, failed.errorMessage],
      [null, 'InternalServerError', 'late'],
    );
    const done = cloudTrailRecord(happening);
    assert.deepEqual(done.responseElements, { version: 1 });
    assert.ok(!('errorCode' in done) && !('resources' in done), 'what there is none of is left out');
  });

  it('keeps of a text that a caller chose no more than 1,024 characters', () => {
    const long = 'x'.repeat(5_000);
    const record = cloudTrailRecord({ ...happening, userAgent: long, error: { code: 'X', message: long } });
    assert.deepEqual([record.userAgent.length, record.errorMessage?.length], [1_024, 1_024]);
  });
});
