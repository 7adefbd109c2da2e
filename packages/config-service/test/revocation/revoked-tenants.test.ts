import assert from 'node:assert/strict';
import {
  parseTenantId,
  type TenantId,
  TenantRevokedError,
  UnauthenticatedError,
  UnavailableError,
} from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { RevokedTenants } from '../../src/revocation/revoked-tenants.ts';
import { FakeRevocationList } from '../fakes/fake-revocation-list.ts';

const acme = parseTenantId('acme');
const globex = parseTenantId('globex');

/** A caller whose token was issued then. */
const of = (tenant: TenantId, issuedAt = 1_000_000) => ({ tenant, issuedAt });

describe('The tenants this instance refuses', () => {
  let list: FakeRevocationList;
  let done: string[];
  let revoked: RevokedTenants;

  beforeEach(() => {
    list = new FakeRevocationList();
    done = [];
    revoked = new RevokedTenants({
      vendor: {
        revoke: (tenant) => done.push(`revoke ${tenant}`),
        restore: (tenant) => done.push(`restore ${tenant}`),
      },
      verifier: { forgetTenant: (tenant) => done.push(`tokens ${tenant}`) },
      values: { dropTenant: (tenant) => done.push(`values ${tenant}`) },
    });
  });

  const follow = (...change: Parameters<FakeRevocationList['set']>): boolean => {
    list.set(...change);
    done.length = 0;
    return revoked.follow(list.state);
  };
  const cutOff = (tenant: string) => [`revoke ${tenant}`, `tokens ${tenant}`, `values ${tenant}`];

  it('are all of them before the list is known', () => {
    assert.throws(() => revoked.check(of(acme)), UnavailableError);
    revoked.follow(list.state);
    revoked.check(of(acme));
  });

  it('are those on the list, and all that is remembered of them is forgotten once', () => {
    assert.equal(follow(['acme']), false);
    assert.deepEqual(done, cutOff('acme'));
    assert.throws(() => revoked.check(of(acme)), TenantRevokedError);
    revoked.check(of(globex));
    follow(['acme', 'globex']);
    assert.deepEqual(done, cutOff('globex'));
    assert.equal(revoked.count, 2);
  });

  it('are served again when they are on it no more', () => {
    follow(['acme']);
    follow([]);
    assert.deepEqual(done, ['restore acme']);
    revoked.check(of(acme));
  });

  it('are refused until the clock of AWS has passed the moment before which their sessions are denied', () => {
    follow(['acme']);
    assert.equal(follow([], { acme: 5_000 }, 4_000), true);
    assert.throws(() => revoked.check(of(acme)), TenantRevokedError);
    assert.deepEqual(done, []);
    assert.equal(follow([], { acme: 5_000 }, 5_000), false);
    assert.deepEqual(done, ['restore acme']);
    revoked.check(of(acme));
  });

  it('are forgotten even when they were revoked and restored between two looks', () => {
    follow([]);
    follow([], { acme: 5_000 }, 9_000);
    assert.deepEqual(done, [...cutOff('acme'), 'restore acme']);
    follow([], { acme: 5_000 }, 9_000);
    assert.deepEqual(done, []);
    follow([], { acme: 7_000 }, 9_000);
    assert.deepEqual(done, [...cutOff('acme'), 'restore acme']);
    revoked.check(of(acme));
  });

  it('are refused by tokens issued before they were restored, and by those that do not say, at an instance that starts later too', () => {
    for (const step of ['at the first look', 'later']) {
      assert.equal(follow([], { acme: 5_000 }, 9_000), false);
      for (const issuedAt of [0, 4_999]) {
        assert.throws(
          () => revoked.check(of(acme, issuedAt)),
          (error) => error instanceof UnauthenticatedError && error.reason === 'issued-before-restore',
          step,
        );
      }
      revoked.check(of(acme, 5_000));
      revoked.check(of(globex, 0));
      follow(['acme']);
    }
    follow([]);
    revoked.check(of(acme, 0));
  });

  it('are told apart while they wait for that moment', () => {
    follow(['globex'], { acme: 5_000 }, 4_000);
    assert.deepEqual([revoked.count, revoked.restoring], [2, 1]);
    follow(['globex'], { acme: 5_000 }, 5_000);
    assert.deepEqual([revoked.count, revoked.restoring], [1, 0]);
  });

  it('leave nothing to forget at the first look', () => {
    follow([], { acme: 5_000 }, 9_000);
    assert.deepEqual(done, []);
  });
});
