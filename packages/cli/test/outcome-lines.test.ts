import assert from 'node:assert/strict';
import { parseTenantId } from '@leasehold/domain';
import { describe, it } from 'mocha';
import { outcomeLines } from '../src/outcome-lines.ts';

const acme = parseTenantId('acme');
const before = Date.UTC(2026, 10, 25, 12);
const nobody = { revoked: [], sessionsBefore: [] };

describe('What the operator is told of a change', () => {
  const text = (...args: Parameters<typeof outcomeLines>) => outcomeLines(...args).join('\n');

  it('is that a tenant is revoked, and that nobody has checked its name', () => {
    const revocations = { ...nobody, revoked: ['acme'] };
    const done = text(acme, 'revoke', { version: 'v2', changed: true, revocations });
    assert.match(done, /^acme is revoked at AWS \(policy version v2\)/);
    assert.match(done, /case counts: .*"tenant":"acme" and TenantRevokedError$/);
    assert.match(text(acme, 'revoke', { version: 'v2', changed: false, revocations }), /^acme is already revoked/);
  });

  it('is that a tenant is restored, what stays refused here, and what STS still takes', () => {
    const revocations = { ...nobody, sessionsBefore: [{ tenant: 'acme', before }] };
    const done = text(acme, 'restore', { version: 'v3', changed: true, revocations });
    assert.match(done, /^acme is not revoked any more \(policy version v3\)\n/);
    assert.match(done, /sessions of before 2026-11-25T12:00:00\.000Z stay denied, .* refuses its tokens/);
    assert.match(done, /STS itself still takes such a token until it expires/);
    assert.match(
      text(acme, 'restore', { version: 'v3', changed: false, revocations }),
      /^acme is not revoked already .*, nothing was changed\n {2}its sessions of before/,
    );
  });

  it('is that a tenant was not revoked when it was not, and nothing about sessions of before', () => {
    const revocations = { revoked: ['globex'], sessionsBefore: [{ tenant: 'initech', before }] };
    assert.equal(
      text(acme, 'restore', { version: 'v3', changed: false, revocations }),
      'acme is not revoked (policy version v3), nothing was changed: is that its name, case included? See leasehold revocations',
    );
  });
});
