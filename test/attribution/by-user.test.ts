import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { after, before, describe, it } from 'mocha';
import { ServiceByUser } from './service-by-user.ts';

const sourceIdentity = 'https://aws.amazon.com/source_identity';
const ann = { tenant: 'acme', role: 'reader', subject: 'ann' } as const;
const bob = { ...ann, subject: 'bob' } as const;

describe('attribution by user', () => {
  let system: ServiceByUser;
  let reads = 0;

  before(async () => {
    system = await ServiceByUser.start();
  });

  after(() => system.close());

  /** Reads what nobody read before, so that no cache answers. */
  async function read(token: string): Promise<void> {
    reads += 1;
    const request = { service: 'orders', key: `tenant_config_${reads}` };
    await assert.rejects(system.service.client.call('getConfig', token, request), { code: status.NOT_FOUND });
  }

  async function refuses(token: string, code: status): Promise<string> {
    const before = system.exchanges();
    const request = { service: 'orders', key: 'tenant_config_theme' };
    const message = await system.service.client.call('getConfig', token, request).then(
      () => assert.fail('was answered'),
      (error: { code: status; details: string }) => {
        assert.equal(error.code, code);
        return error.details;
      },
    );
    assert.equal(system.exchanges(), before);
    return message;
  }

  it('opens a session for each user of a tenant, once, and CloudTrail names each', async () => {
    const before = system.exchanges();
    for (const who of [ann, bob, ann, bob]) await read(system.issuer.mint(who));
    assert.equal(system.exchanges() - before, 2);
    const users = system.users().slice(-4);
    assert.deepEqual(
      users.map(({ sessionName }) => sessionName),
      ['acme@ann', 'acme@bob', 'acme@ann', 'acme@bob'],
    );
    for (const user of users) assert.equal(user.sourceIdentity, user.sessionName);
    assert.equal(new Set(users.map(({ accessKeyId }) => accessKeyId)).size, 2);
  });

  it('names a user whose subject STS would not take by its digest', async () => {
    await read(system.issuer.mint({ ...ann, subject: 'ann@acme.example' }));
    assert.match(system.users().at(-1)?.sessionName ?? '', /^acme@=[A-Za-z0-9_-]{22}$/);
  });

  const others: readonly [string, string][] = [
    ['another user', 'acme@bob'],
    ['another tenant', 'globex@ann'],
    ['the tenant alone', 'acme'],
    ['a tenant that its own begins', 'acme2@ann'],
  ];
  for (const [whom, name] of others) {
    it(`refuses a token whose source identity names ${whom}, at the edge and at STS`, async () => {
      const token = system.issuer.mint(ann, { claims: { [sourceIdentity]: name } });
      await refuses(token, status.UNAUTHENTICATED);
      await assert.rejects(system.service.exchange(token, 'acme@ann'), { name: 'AccessDenied' });
    });
  }

  it('gives no user the name of another, and no tenant that of another, at STS either', async () => {
    const token = system.issuer.mint(ann);
    for (const name of ['acme@bob', 'globex@ann', 'acme', 'acme@ann2']) {
      await assert.rejects(system.service.exchange(token, name), { name: 'AccessDenied' }, name);
    }
    assert.equal((await system.service.exchange(token, 'acme@ann')).SourceIdentity, 'acme@ann');
    for (const name of ['globex@ann', 'acme2@ann', 'acme']) {
      const signed = system.issuer.mint(ann, { claims: { [sourceIdentity]: name } });
      await assert.rejects(system.service.exchange(signed, name), { name: 'AccessDenied' }, name);
    }
  });

  it('refuses a tenant whose users cannot be named, and says how long its id may be', async () => {
    const tenant = 't'.repeat(41);
    const token = system.issuer.mint(
      { ...ann, tenant: 'acme' },
      {
        claims: {
          'custom:tenantId': tenant,
          'https://aws.amazon.com/tags': { principal_tags: { TenantId: [tenant], UserRole: ['reader'] } },
          [sourceIdentity]: `${tenant}@ann`,
        },
      },
    );
    assert.match(await refuses(token, status.PERMISSION_DENIED), /41 characters.* 40 at most/);
  });
});
