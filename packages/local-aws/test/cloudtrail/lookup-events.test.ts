import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { lookupEvents } from '../../src/cloudtrail/lookup-events.ts';
import { cloudTrailRecord } from '../../src/cloudtrail/record.ts';
import { presumedDetails } from '../../src/endpoint/presumed-details.ts';

const now = Date.UTC(2026, 10, 21, 12);
const day = 24 * 60 * 60 * 1000;

function event(eventName: string, time: number) {
  return cloudTrailRecord({
    userIdentity: { type: 'IAMUser', userName: 'ann' },
    time,
    eventSource: 'ssm.amazonaws.com',
    eventName,
    region: 'eu-west-1',
    account: '111122223333',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    error: null,
    requestId: 'b3ad1e6c-90f3-4d6a-8a65-3a1fb6a1b2f1',
    details: presumedDetails('ssm', eventName),
  });
}

describe('the events that are looked up', () => {
  const records = [
    event('DeleteParameter', now - 90 * day - 1_000),
    event('PutParameter', now - 90 * day),
    event('GetParameter', now - day),
    event('GetParameters', now),
  ];
  const found = (input: Readonly<Record<string, unknown>>) =>
    (lookupEvents(input, records, now)['Events'] as { EventName: string }[]).map(({ EventName }) => EventName);

  it('are those of the last 90 days, however early the request begins', () => {
    const all = ['GetParameters', 'GetParameter', 'PutParameter'];
    assert.deepEqual(found({}), all);
    assert.deepEqual(found({ StartTime: 0 }), all);
  });

  it('lie from StartTime to EndTime, both included', () => {
    const seconds = (now - day) / 1000;
    assert.deepEqual(found({ StartTime: seconds, EndTime: seconds }), ['GetParameter']);
    assert.deepEqual(found({ StartTime: seconds + 1 }), ['GetParameters']);
    assert.deepEqual(found({ EndTime: seconds - 1 }), ['PutParameter']);
  });
});
