import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, StoreTag } from '@leasehold/contract';
import type { Role } from '@leasehold/domain';
import { after, before, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';

type Verdict = 'allowed' | 'denied';

interface Case {
  readonly role: Role;
  readonly services: readonly string[] | null;
  readonly service: string;
  readonly read: Verdict;
  readonly write: Verdict;
}

const cases: readonly Case[] = [
  { role: 'reader', services: null, service: 'orders', read: 'allowed', write: 'denied' },
  { role: 'reader', services: ['orders'], service: 'orders', read: 'allowed', write: 'denied' },
  { role: 'reader', services: ['billing'], service: 'orders', read: 'denied', write: 'denied' },
  { role: 'reader', services: ['billing'], service: '', read: 'allowed', write: 'denied' },
  { role: 'writer', services: null, service: 'orders', read: 'allowed', write: 'allowed' },
  { role: 'writer', services: ['orders'], service: 'orders', read: 'allowed', write: 'allowed' },
  { role: 'writer', services: ['order'], service: 'orders', read: 'denied', write: 'denied' },
  { role: 'writer', services: ['ORDERS'], service: 'orders', read: 'denied', write: 'denied' },
  { role: 'writer', services: null, service: '', read: 'allowed', write: 'denied' },
  { role: 'admin', services: null, service: 'orders', read: 'allowed', write: 'allowed' },
  { role: 'admin', services: null, service: '', read: 'allowed', write: 'allowed' },
  { role: 'admin', services: ['orders'], service: '', read: 'allowed', write: 'denied' },
  { role: 'admin', services: ['orders'], service: 'billing', read: 'denied', write: 'denied' },
];

const key = 'tenant_config_theme';

/** Each method asks something no store holds, so that an allowed call is told from a denied one by its code. */
const calls = {
  GetConfig: { access: 'read', allowed: status.NOT_FOUND },
  BatchGetConfigs: { access: 'read', allowed: status.OK },
  ListConfigs: { access: 'read', allowed: status.OK },
  PutConfig: { access: 'write', allowed: status.ABORTED },
  DeleteConfig: { access: 'write', allowed: status.NOT_FOUND },
} as const;

describe('Role and service scope', () => {
  let running: RunningService;

  before(async () => {
    running = await RunningService.start();
  });

  after(() => running.stop());

  for (const { role, services, service, ...verdicts } of cases) {
    const limited = services === null ? 'of all services' : `limited to ${services.join(', ')}`;
    const target = service === '' ? 'shared configuration' : service;
    it(`${target}: a ${role} ${limited} is ${verdicts.read} to read and ${verdicts.write} to write`, async () => {
      const client = running.client(tokenOf('acme', role, services));
      const { getConfig, batchGetConfigs, listConfigs, putConfig, deleteConfig } = ConfigService.method;
      const codes = {
        GetConfig: (await client.call(getConfig, { service, key })).code,
        BatchGetConfigs: (await client.call(batchGetConfigs, { service, keys: [key] })).code,
        ListConfigs: (await client.call(listConfigs, { service, tag: StoreTag.TENANT_CONFIG })).code,
        PutConfig: (await client.call(putConfig, { service, key, value: '1', expectedVersion: 9n })).code,
        DeleteConfig: (await client.call(deleteConfig, { service, key, expectedVersion: 9n })).code,
      };
      for (const [method, { access, allowed }] of Object.entries(calls)) {
        const expected = verdicts[access] === 'allowed' ? allowed : status.PERMISSION_DENIED;
        assert.equal(codes[method as keyof typeof codes], expected, method);
      }
    });
  }

  it('is checked before the cache: what one caller’s read cached is not served to one out of scope', async () => {
    const writer = running.client(tokenOf('acme', 'writer'));
    await writer.call(ConfigService.method.putConfig, { service: 'orders', key, value: '"cached"' });
    const vends = running.vendor.vended.length;
    const denied = await running
      .client(tokenOf('acme', 'reader', ['billing']))
      .call(ConfigService.method.getConfig, { service: 'orders', key });
    assert.equal(denied.code, status.PERMISSION_DENIED);
    assert.equal(running.vendor.vended.length, vends);
  });
});
