import assert from 'node:assert/strict';
import { parseTenantId, UnavailableError } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { CallRecord } from '../../src/logging/call-record.ts';
import { errorFacts } from '../../src/logging/error-facts.ts';
import type { ServiceEvent } from '../../src/logging/service-event.ts';
import { ServiceLog } from '../../src/logging/service-log.ts';
import { CapturedLog } from '../fakes/captured-log.ts';

const record: CallRecord = { requestId: 'r', method: 'GetConfig', latencyMs: 1, grpcCode: 0 };

describe('The log', () => {
  it('drops every field it does not know, so that a careless caller leaks nothing', () => {
    const captured = new CapturedLog();
    const careless = { ...record, password: 'hunter2', token: 'hunter2', headers: { authorization: 'hunter2' } };
    new ServiceLog('info', captured).write('info', careless);
    assert.equal(captured.text().includes('hunter2'), false);
    assert.deepEqual(Object.keys(captured.records()[0] ?? {}).sort(), [
      ...['grpcCode', 'latencyMs', 'level', 'method', 'msg', 'requestId', 'time'],
    ]);
  });

  it('writes every field it knows, on one line whatever is in it', () => {
    const captured = new CapturedLog();
    const full: CallRecord & ServiceEvent = {
      ...{ requestId: 'r', method: 'GetConfig', tenant: 'acme', subject: 'a "b"\n\u2028 é', role: 'reader' },
      ...{ latencyMs: 0.5, grpcCode: 5, source: 'cache', errorCode: 'not-found', reason: 'expired' },
      ...{ errorClasses: ['A', 'B'], errorMessage: 'm', frames: ['at f'], awsRequestIds: ['i'] },
      ...{ event: 'ready', address: '::1', port: 1, security: 'tls', inFlight: 2, drainMs: 3, signal: 'SIGTERM' },
    };
    new ServiceLog('info', captured).write('info', full);
    const { level, time, msg, ...fields } = captured.records()[0] ?? {};
    assert.deepEqual(fields, full);
    assert.deepEqual([level, typeof time, msg], ['info', 'number', 'call']);
    assert.match(captured.text(), /^[^\n]+\n$/);
  });

  it('writes a cache hit as it writes the same fields of any call, whatever the subject', () => {
    const hitOf = (subject: string) => ({
      ...{ requestId: 'f3a0b6de-1', method: 'GetConfig', tenant: parseTenantId('acme') },
      ...{ subject, role: 'reader' as const, latencyMs: 0.125 },
    });
    const lineOf = (write: (log: ServiceLog) => void): string => {
      const captured = new CapturedLog();
      write(new ServiceLog('info', captured));
      return captured.text().replace(/"time":\d+/, '"time":0');
    };
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (subject) => {
        const hit = hitOf(subject);
        const asHit = lineOf((log) => log.writeHit(hit));
        const asCall = lineOf((log) => log.write('info', { ...hit, grpcCode: 0, source: 'cache' }));
        assert.equal(asHit, asCall);
      }),
    );
  });

  it('writes no cache hit when its level is above info', () => {
    const captured = new CapturedLog();
    const hit = { requestId: 'r', method: 'GetConfig', tenant: parseTenantId('acme'), subject: 's', latencyMs: 1 };
    for (const level of ['warn', 'error', 'silent'] as const) {
      new ServiceLog(level, captured).writeHit({ ...hit, role: 'reader' });
    }
    assert.equal(captured.text(), '');
  });

  it('writes nothing less severe than its level', () => {
    const captured = new CapturedLog();
    const log = new ServiceLog('warn', captured);
    for (const severity of ['debug', 'info', 'warn', 'error'] as const) log.write(severity, record);
    assert.deepEqual(
      captured.records().map(({ level }) => level),
      ['warn', 'error'],
    );
  });

  it('tells of a foreign error its classes, places and AWS request ids, and never its message', () => {
    const cause = Object.assign(new TypeError('hunter2\n    at hunter2 (in the message)'), {
      $metadata: { requestId: '4d2b9f1a-aws-request' },
    });
    const facts = errorFacts(new RangeError('hunter2', { cause }));
    assert.equal(JSON.stringify(facts).includes('hunter2'), false);
    assert.deepEqual(facts.errorClasses, ['RangeError', 'TypeError']);
    assert.deepEqual(facts.awsRequestIds, ['4d2b9f1a-aws-request']);
    assert.ok((facts.frames ?? []).some((frame) => frame.includes('service-log.test.ts')));
  });

  it('tells of an error of ours its fixed text', () => {
    const facts = errorFacts(new UnavailableError('STS is down', 1_000));
    assert.deepEqual(facts, {
      errorCode: 'unavailable',
      errorClasses: ['UnavailableError'],
      errorMessage: 'STS is down',
    });
  });

  const strange: readonly unknown[] = [undefined, null, 0, 'hunter2', Symbol('s'), { name: 'x' }, Object.create(null)];
  it('has facts about anything that can be thrown', () => {
    for (const thrown of strange) {
      assert.equal(errorFacts(thrown).errorCode, 'internal');
      assert.equal(JSON.stringify(errorFacts(thrown)).includes('hunter2'), false);
    }
    const named = Object.assign(new Error('m'), { name: 'a value\nwith hunter2' });
    assert.deepEqual(errorFacts(named).errorClasses, ['Error']);
    const circular = new Error('m');
    circular.cause = circular;
    assert.ok(errorFacts(circular).errorClasses.length <= 5);
  });
});
