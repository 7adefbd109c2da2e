import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { credentials, status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import type { TenantCredentials } from '@leasehold/domain';
import { describe, it } from 'mocha';
import { composeService } from '../../src/composition/compose-service.ts';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import { tokenOf } from '../fakes/callers.ts';
import { CapturedLog } from '../fakes/captured-log.ts';
import { FakeRevocationList } from '../fakes/fake-revocation-list.ts';
import { FakeVendor, vendingOf } from '../fakes/fake-vendor.ts';
import { FakeVerifier } from '../fakes/fake-verifier.ts';
import { TestClient } from '../fakes/test-client.ts';
import { testSettings } from '../fakes/test-settings.ts';

describe('The composed service', () => {
  it('has the vendor forget a session that AWS no longer accepts', async () => {
    const aws = createServer((_request, response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: 'ExpiredTokenException', message: 'expired' }));
    }).listen(0, '127.0.0.1');
    await once(aws, 'listening');
    const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
    const vendor = new FakeVendor();
    const discarded: string[] = [];
    const discard = ({ accessKeyId }: TenantCredentials): void => void discarded.push(accessKeyId);
    const service = composeService(
      testSettings({ LEASEHOLD_AWS_ENDPOINT: endpoint }),
      override(parts.verifier, [], () => new FakeVerifier()),
      override(parts.vending, [], () => vendingOf(Object.assign(vendor, { discard }))),
      override(parts.revocationList, [], () => new FakeRevocationList()),
      override(parts.logDestination, [], () => new CapturedLog()),
    );
    const { port } = await service.start();
    const client = new TestClient(`127.0.0.1:${port}`, credentials.createInsecure(), tokenOf('acme'));
    const theme = { service: 'orders', key: 'tenant_config_theme' };
    assert.equal((await client.call(ConfigService.method.getConfig, theme)).code, status.UNAVAILABLE);
    assert.deepEqual(discarded, ['ASIAFAKE']);
    client.close();
    await service.stop();
    aws.close();
  });
});
