import assert from 'node:assert/strict';
import { parseTenantId } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readResumeToken, resumeToken, scopeDigest } from '../../src/watch/resume-token.ts';
import { ToldKeys } from '../../src/watch/told-keys.ts';
import { parseWatchScope } from '../../src/watch/watch-scope.ts';

const acme = parseTenantId('acme');
const scope = parseWatchScope(acme, 'orders', '');
const now = Date.UTC(2026, 10, 25, 12);
const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/);
const key = fc.tuple(fc.constantFrom('tenant_config_', 'param_config_'), name).map((parts) => parts.join(''));
const keys = fc.array(fc.tuple(key, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })), { maxLength: 50 });

const toldOf = (each: readonly (readonly [string, number])[]): ToldKeys =>
  each.reduce((told, [text, version]) => told.with(text, version), ToldKeys.none);
const tokenOf = (told: ToldKeys, of = scope, at = now): Buffer => resumeToken(scopeDigest(of), told, at);

describe('A resume token', () => {
  it('tells what its bearer was told, and is the same for all who were told the same', () => {
    fc.assert(
      fc.property(keys, (each) => {
        const told = toldOf(each);
        const read = readResumeToken(scope, tokenOf(told), now);
        assert.ok(read instanceof ToldKeys && read.equals(told));
        assert.deepEqual(
          tokenOf(read),
          tokenOf(toldOf(each.toReversed().filter(([text, version]) => told.versionOf(text) === version))),
        );
      }),
    );
  });

  it('is of one tenant, service and beginning', () => {
    const token = tokenOf(ToldKeys.none);
    for (const other of [
      parseWatchScope(parseTenantId('acme2'), 'orders', ''),
      parseWatchScope(acme, 'billing', ''),
      parseWatchScope(acme, '', ''),
      parseWatchScope(acme, 'orders', 'tenant_config_'),
    ]) {
      assert.equal(readResumeToken(other, token, now), 'of-another-watch');
    }
  });

  it('is good for a day', () => {
    const token = tokenOf(ToldKeys.none);
    const day = 24 * 3_600_000;
    assert.ok(readResumeToken(scope, token, now + day) instanceof ToldKeys);
    assert.equal(readResumeToken(scope, token, now + day + 120_000), 'too-old');
  });

  it('holds a thousand keys, or 32 KiB of them, and says so when there are more', () => {
    const many = (count: number, length: number) =>
      toldOf(Array.from({ length: count }, (_, index) => [`tenant_config_${String(index).padStart(length, 'k')}`, 1]));
    assert.ok(readResumeToken(scope, tokenOf(many(1_000, 8)), now) instanceof ToldKeys);
    assert.equal(readResumeToken(scope, tokenOf(many(1_001, 8)), now), 'too-many-keys');
    assert.equal(readResumeToken(scope, tokenOf(many(300, 120)), now), 'too-many-keys');
    assert.ok(tokenOf(many(1_001, 8)).length < 32);
  });

  it('that is damaged, cut off or made up is taken for nothing, and never for keys that may not be watched', () => {
    const limited = parseWatchScope(acme, 'orders', 'tenant_config_a');
    const good = tokenOf(
      toldOf([
        ['tenant_config_a1', 7],
        ['tenant_config_ab', 300],
      ]),
      limited,
    );
    fc.assert(
      fc.property(
        fc.nat({ max: good.length - 1 }),
        fc.nat({ max: 255 }),
        fc.nat({ max: good.length }),
        (at, byte, end) => {
          const damaged = Buffer.from(good);
          damaged[at] = byte;
          for (const token of [damaged, good.subarray(0, end), Buffer.concat([good, Buffer.from([byte])])]) {
            const read = readResumeToken(limited, token, now);
            if (read instanceof ToldKeys)
              for (const [text] of read) assert.match(text, /^tenant_config_a[A-Za-z0-9_.-]+$/);
          }
        },
      ),
      { numRuns: 1_000 },
    );
    const outside = Buffer.concat([
      tokenOf(ToldKeys.none, limited),
      tokenOf(toldOf([['tenant_config_b', 1]])).subarray(22),
    ]);
    assert.equal(readResumeToken(limited, outside, now), 'of-another-watch');
  });

  it('of random bytes is of no watch', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        assert.equal(readResumeToken(scope, bytes, now), 'of-another-watch');
      }),
    );
  });
});
