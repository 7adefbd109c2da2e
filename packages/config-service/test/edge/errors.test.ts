import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, type SensitivityCode, type StoreTag } from '@leasehold/contract';
import {
  InvalidInputError,
  IsolationRefusedError,
  NotFoundError,
  PermissionDeniedError,
  ResourceExhaustedError,
  UnauthenticatedError,
  UnavailableError,
  VersionConflictError,
} from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';
import { detailsOf } from '../fakes/test-client.ts';

const { getConfig, putConfig, batchGetConfigs, deleteConfig, listConfigs } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };

const failures: readonly { readonly thrown: unknown; readonly code: status; readonly reason: string | undefined }[] = [
  { thrown: new InvalidInputError('value', 'a rule'), code: status.INVALID_ARGUMENT, reason: 'INVALID_INPUT' },
  { thrown: new UnauthenticatedError('expired'), code: status.UNAUTHENTICATED, reason: 'UNAUTHENTICATED' },
  { thrown: new PermissionDeniedError('no'), code: status.PERMISSION_DENIED, reason: 'PERMISSION_DENIED' },
  {
    thrown: new IsolationRefusedError('dynamodb:GetItem'),
    code: status.PERMISSION_DENIED,
    reason: 'ISOLATION_REFUSED',
  },
  { thrown: new NotFoundError('nothing'), code: status.NOT_FOUND, reason: 'NOT_FOUND' },
  { thrown: new VersionConflictError(7), code: status.ABORTED, reason: 'VERSION_CONFLICT' },
  { thrown: new ResourceExhaustedError('full', 1), code: status.RESOURCE_EXHAUSTED, reason: 'RESOURCE_EXHAUSTED' },
  { thrown: new UnavailableError('down', 1_500), code: status.UNAVAILABLE, reason: 'UNAVAILABLE' },
  { thrown: new TypeError('quotes hunter2'), code: status.INTERNAL, reason: undefined },
  { thrown: 'a text with hunter2', code: status.INTERNAL, reason: undefined },
];

describe('Failures on the wire', () => {
  let running: RunningService;

  beforeEach(async () => {
    running = await RunningService.start();
  });

  afterEach(() => running.stop());

  for (const { thrown, code, reason } of failures) {
    const name = thrown instanceof Error ? thrown.name : typeof thrown;
    it(`${name} is ${status[code]}, with its reason for programs and without its cause`, async () => {
      running.stores.tenant_config.before = () => {
        throw thrown;
      };
      const answer = await running.client(tokenOf('acme')).call(getConfig, theme);
      assert.equal(answer.code, code);
      assert.equal(detailsOf(answer).errorInfo?.reason, reason);
      assert.equal(answer.message.includes('hunter2'), false);
      const [record] = running.log.records().filter(({ method }) => method === 'GetConfig');
      assert.equal(record?.['grpcCode'], code);
      assert.equal(record['tenant'], 'acme');
      assert.equal(record['requestId'], answer.trailers.get('x-request-id')[0]);
      assert.equal(running.log.text().includes('hunter2'), false);
    });
  }

  it('a conflict tells the current version, an outage or a full line when to retry, a bad field its name and rule', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    await client.call(putConfig, { ...theme, value: '1' });
    const conflict = await client.call(putConfig, { ...theme, value: '2' });
    assert.equal(conflict.code, status.ABORTED);
    assert.equal(detailsOf(conflict).errorInfo?.metadata['current_version'], '1');
    for (const failure of [new UnavailableError('STS is down', 1_500), new ResourceExhaustedError('too many', 1_500)]) {
      running.vendor.before = () => {
        throw failure;
      };
      const { retryInfo } = detailsOf(await client.call(putConfig, { ...theme, value: '2', expectedVersion: 1n }));
      assert.deepEqual(
        [retryInfo?.retryDelay?.seconds, retryInfo?.retryDelay?.nanos],
        [1n, 500_000_000],
        failure.message,
      );
    }
    assert.deepEqual(running.stores.tenant_config.calls, ['put', 'put']);
  });

  const badInputs: readonly { readonly field: string; readonly send: () => Promise<{ code: number }> }[] = [
    { field: 'service', send: () => writer().call(getConfig, { service: 'a/b', key: theme.key }) },
    { field: 'service', send: () => writer().call(getConfig, { service: '', key: 'param_config_x' }) },
    { field: 'key', send: () => writer().call(getConfig, { service: 'orders', key: 'theme' }) },
    { field: 'key', send: () => writer().call(getConfig, { service: 'orders', key: 'tenant_config_a b' }) },
    { field: 'keys', send: () => writer().call(batchGetConfigs, { service: 'orders', keys: [] }) },
    { field: 'keys', send: () => writer().call(batchGetConfigs, { service: 'orders', keys: manyKeys(101) }) },
    { field: 'keys[1]', send: () => writer().call(batchGetConfigs, { service: 'orders', keys: [theme.key, '*'] }) },
    {
      field: 'keys[1]',
      send: () => writer().call(batchGetConfigs, { service: 'orders', keys: [theme.key, theme.key] }),
    },
    { field: 'tag', send: () => writer().call(listConfigs, { service: 'orders' }) },
    { field: 'tag', send: () => writer().call(listConfigs, { service: 'orders', tag: 9 as StoreTag }) },
    { field: 'page_size', send: () => writer().call(listConfigs, { service: 'orders', tag: 1, pageSize: 101 }) },
    { field: 'page_size', send: () => writer().call(listConfigs, { service: 'orders', tag: 1, pageSize: -1 }) },
    { field: 'content_type', send: () => writer().call(putConfig, { ...theme, value: '1', contentType: 'JSON' }) },
    { field: 'expected_version', send: () => writer().call(putConfig, { ...theme, value: '1', expectedVersion: -1n }) },
    { field: 'expected_version', send: () => writer().call(deleteConfig, { ...theme, expectedVersion: 0n }) },
    { field: 'expected_version', send: () => writer().call(deleteConfig, { ...theme, expectedVersion: 2n ** 53n }) },
    { field: 'sensitivity', send: () => writer().call(putConfig, { ...theme, value: '1', sensitivity: 2 }) },
    {
      field: 'sensitivity',
      send: () => writer().call(putConfig, { ...theme, value: '1', sensitivity: 9 as SensitivityCode }),
    },
    { field: 'value', send: () => writer().call(putConfig, { ...theme, value: 'é'.repeat(128 * 1024 + 1) }) },
    {
      field: 'value',
      send: () => writer().call(putConfig, { service: 'orders', key: 'param_config_x', value: 'x'.repeat(4_097) }),
    },
    { field: 'request', send: () => writer().beginBytes(getConfig, Buffer.from([0x0a, 0xff, 0x01])).answer },
    { field: 'request', send: () => writer().beginBytes(getConfig, Buffer.from([0x0a, 1, 0xff])).answer },
  ];

  function writer() {
    return running.client(tokenOf('acme', 'writer'));
  }

  for (const [index, { field, send }] of badInputs.entries()) {
    it(`bad input ${index + 1} is INVALID_ARGUMENT and names ${field}, and nothing is asked of AWS`, async () => {
      const answer = (await send()) as Parameters<typeof detailsOf>[0];
      assert.equal(answer.code, status.INVALID_ARGUMENT, answer.message);
      assert.deepEqual(
        detailsOf(answer).badRequest?.fieldViolations.map((violation) => violation.field),
        [field],
      );
      assert.equal(running.vendor.vended.length, 0);
    });
  }

  it('refuses a request over the message bound', async () => {
    const answer = await writer().call(putConfig, { ...theme, value: 'x'.repeat(600 * 1024) });
    assert.equal(answer.code, status.RESOURCE_EXHAUSTED);
  });

  it('refuses to use the credentials of another tenant, should the vendor ever answer with them', async () => {
    running.vendor.misdirectedTo = 'globex';
    const answer = await running.client(tokenOf('acme')).call(getConfig, theme);
    assert.equal(answer.code, status.INTERNAL);
    assert.deepEqual(running.stores.tenant_config.calls, []);
    assert.match(running.log.text(), /ForeignCredentialsError/);
  });
});

function manyKeys(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `tenant_config_${index}`);
}
