import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { NameGrammarError, SessionNameError, sessionName } from '../src/index.ts';

const byUser = { attribution: 'user' } as const;
const grammarOfSts = /^[A-Za-z0-9_+=,.@-]{2,64}$/;

/** Alike on purpose: beginnings of each other, and every character that means something in a name. */
const tenants = fc.oneof(
  fc.stringMatching(/^[ab][ab_-]{1,3}$/),
  fc.constantFrom('acme', 'acme2', 'a'.repeat(39), 'a'.repeat(40)),
);
const subjects = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '@', '=', '-', '.', '+', ',', ' ', '/', 'é'), maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 20, maxLength: 63 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  tenants,
);
const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

describe("a session's name", () => {
  it('is the tenant, where sessions are attributed to tenants', () => {
    assert.equal(sessionName({ attribution: 'tenant' }, 'acme', 'ann'), 'acme');
    assert.equal(sessionName({ attribution: 'tenant' }, 'a'.repeat(63), 'ann'), 'a'.repeat(63));
  });

  const cases: readonly [string, string, string, string][] = [
    ['names the user after the tenant', 'acme', 'ann', 'acme@ann'],
    [
      'keeps a UUID as it is',
      'acme',
      '5f0f3a6e-9d0c-4c55-8a0d-1b8c1c0a7e11',
      'acme@5f0f3a6e-9d0c-4c55-8a0d-1b8c1c0a7e11',
    ],
    ['keeps every sign that STS takes', 'acme', 'a=b+c,d.e-f_G9', 'acme@a=b+c,d.e-f_G9'],
    ['keeps a subject that just fits', 'acme', 's'.repeat(59), `acme@${'s'.repeat(59)}`],
    ['digests one that just does not', 'acme', 's'.repeat(60), `acme@=${digest('s'.repeat(60))}`],
    [
      'digests an address, which has an @ of its own',
      'acme',
      'ann@acme.example',
      `acme@=${digest('ann@acme.example')}`,
    ],
    ['digests what could be taken for a digest', 'acme', `=${digest('bob')}`, `acme@=${digest(`=${digest('bob')}`)}`],
    ['digests what STS would not take', 'acme', 'auth0|123', `acme@=${digest('auth0|123')}`],
    ['digests a line break after an ordinary name', 'acme', 'ann\n', `acme@=${digest('ann\n')}`],
    ['digests a subject of no characters', 'acme', '', `acme@=${digest('')}`],
    ['has room for any user of a tenant with 40 characters', 't'.repeat(40), 'é', `${'t'.repeat(40)}@=${digest('é')}`],
  ];
  for (const [what, tenant, subject, name] of cases) {
    it(what, () => assert.equal(sessionName(byUser, tenant, subject), name));
  }

  it('is refused to a tenant of more than 40 characters, whoever the user is, with the numbers', () => {
    for (const subject of ['a', 's'.repeat(80)]) {
      assert.throws(
        () => sessionName(byUser, 't'.repeat(41), subject),
        (error) => error instanceof SessionNameError && /41 characters.* 40 at most.* 64 /.test(error.message),
      );
    }
  });

  it('is refused to what is no tenant', () => {
    for (const tenant of ['acme@bob', 'a', '', 'a*', 'acme\n']) {
      assert.throws(() => sessionName(byUser, tenant, 'ann'), NameGrammarError);
    }
  });

  it('is always one that STS takes, and begins with the tenant and an @ and with no other tenant and an @', () => {
    fc.assert(
      fc.property(tenants, tenants, subjects, (tenant, other, subject) => {
        const name = sessionName(byUser, tenant, subject);
        assert.match(name, grammarOfSts);
        assert.ok(name.startsWith(`${tenant}@`));
        if (other !== tenant) assert.ok(!name.startsWith(`${other}@`));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is shared by no two pairs of tenant and user', () => {
    const names = new Map<string, string>();
    fc.assert(
      fc.property(tenants, subjects, (tenant, subject) => {
        const name = sessionName(byUser, tenant, subject);
        // The digest of a user is as good a subject as any.
        for (const [whose, text] of [
          [subject, name],
          [name.slice(tenant.length + 1), sessionName(byUser, tenant, name.slice(tenant.length + 1))],
        ] as const) {
          const pair = JSON.stringify([tenant, whose]);
          assert.equal(names.get(text) ?? pair, pair, text);
          names.set(text, pair);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
