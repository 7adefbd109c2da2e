import assert from 'node:assert/strict';
import { type Decision, evaluateTrust, loadPolicy, type Principal } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { oidcProviderArn, roleArn, tenantTrustPolicy } from '../../src/index.ts';
import { byUser } from '../deployments.ts';

const [{ provider, audiences } = { provider: '', audiences: [''] }] = byUser.issuers;
const reader = roleArn(byUser, byUser.readerRole);
const trust = loadPolicy('trust', 'trust', tenantTrustPolicy(byUser, 'read'));
const taskRole = roleArn(byUser, byUser.taskRole);

const ways: readonly { readonly by: string; readonly principal: Principal; readonly action: string }[] = [
  {
    by: 'a token',
    principal: { type: 'Federated', provider: oidcProviderArn(byUser, provider) },
    action: 'sts:AssumeRoleWithWebIdentity',
  },
  {
    by: 'the task role',
    principal: {
      type: 'AWS',
      arn: `arn:aws:sts::${byUser.account}:assumed-role/${byUser.taskRole}/task`,
      account: byUser.account,
      sessionOf: taskRole,
    },
    action: 'sts:AssumeRole',
  },
];

interface Exchange {
  readonly tag: string | null;
  readonly name: string;
  readonly source: string | null;
}

function decided({ principal, action }: (typeof ways)[number], { tag, name, source }: Exchange): Decision['effect'] {
  const context = {
    ...(principal.type === 'Federated'
      ? { [`${provider}:aud`]: audiences[0] ?? '' }
      : { 'aws:PrincipalArn': taskRole }),
    ...(tag === null ? {} : { 'aws:RequestTag/TenantId': tag }),
    'aws:RequestTag/UserRole': 'reader',
    'aws:TagKeys': tag === null ? ['UserRole'] : ['TenantId', 'UserRole'],
    'sts:RoleSessionName': name,
    ...(source === null ? {} : { 'sts:SourceIdentity': source }),
  };
  return evaluateTrust(trust, { principal, action, resource: reader, context }).effect;
}

/** Tags as STS takes them, an `@` included; names as STS takes them. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '@', '=', '.'), minLength: 2, maxLength: 5 });

for (const way of ways) {
  describe(`a trust policy by user, asked by ${way.by}`, () => {
    const ann: Exchange = { tag: 'acme', name: 'acme@ann', source: 'acme@ann' };
    it('opens a session whose name and source identity are tenant and user', () => {
      assert.equal(decided(way, ann), 'allow');
      const digest = `acme@=${'x'.repeat(22)}`;
      assert.equal(decided(way, { ...ann, name: digest, source: digest }), 'allow');
    });

    const refused: readonly [string, Partial<Exchange>][] = [
      ['a source identity of another user', { source: 'acme@bob' }],
      ['the name of another user', { name: 'acme@bob' }],
      ['the names of another tenant', { name: 'globex@ann', source: 'globex@ann' }],
      ['the name of another tenant alone', { name: 'globex@ann' }],
      ['the source identity of another tenant alone', { source: 'globex@ann' }],
      ['the names of a tenant that its own begins', { name: 'acme2@ann', source: 'acme2@ann' }],
      ['the names of a tenant that begins its own', { tag: 'acme2' }],
      ['names without a user, as where attribution is by tenant', { name: 'acme', source: 'acme' }],
      ['names in other case', { name: 'ACME@ann', source: 'ACME@ann' }],
      ['a source identity in other case', { source: 'acme@ANN' }],
      ['no source identity', { source: null }],
      ['no tenant', { tag: null }],
      ['no tenant in the names either', { tag: null, name: '@ann', source: '@ann' }],
      ['a tag that begins with another tenant', { tag: 'acme@x', name: 'acme@x@ann', source: 'acme@x@ann' }],
      ['a tag that ends in what parts tenant and user', { tag: 'acme@', name: 'acme@@ann', source: 'acme@@ann' }],
    ];
    for (const [what, change] of refused) {
      it(`opens none with ${what}`, () => assert.notEqual(decided(way, { ...ann, ...change }), 'allow'));
    }

    it('opens none that begins with another tenant and an @, and none whose two names differ', () => {
      let opened = 0;
      const names = fc.oneof(
        fc.tuple(text, text).map(([tenant, user]) => `${tenant}@${user}`),
        text,
      );
      fc.assert(
        fc.property(
          text,
          fc.stringMatching(/^[ab]{2,4}$/),
          names,
          names,
          fc.boolean(),
          (tag, other, name, second, same) => {
            const source = same ? name : second;
            for (const asked of [
              { tag, name, source },
              { tag, name: `${tag}@${name}`, source: `${tag}@${source}` },
            ]) {
              if (decided(way, asked) !== 'allow') continue;
              opened += 1;
              assert.equal(asked.name, asked.source);
              assert.ok(asked.name.startsWith(`${tag}@`));
              if (other !== tag) assert.ok(!asked.name.startsWith(`${other}@`), JSON.stringify(asked));
            }
          },
        ),
        { numRuns: 5_000 },
      );
      assert.ok(opened > 500, `${opened} opened only`);
    });
  });
}
