import assert from 'node:assert/strict';
import { brokenSets, type PolicySet, policySet } from '@leasehold/policies';
import { describe, it } from 'mocha';
import { type Counterexample, NoSuchRequestError } from './counterexample.ts';
import { knownCounterexamples } from './known-counterexamples.ts';
import { replay } from './replay.ts';

function broken(name: string): { readonly set: PolicySet; readonly example: Counterexample } {
  const set = brokenSets().find((one) => one.name === name)?.set;
  const [example] = set === undefined ? [] : (knownCounterexamples(set.deployment)[name] ?? []);
  assert.ok(set !== undefined && example !== undefined);
  return { set, example };
}

function asking(example: Counterexample, ask: Partial<Counterexample['ask']>): Counterexample {
  return { ...example, ask: { ...example.ask, ...ask } };
}

const keys = (...all: readonly string[]) => ({ context: { 'dynamodb:LeadingKeys': all } });

describe('the replay of a counterexample', () => {
  describe('takes what a solver may name', () => {
    const { set, example } = broken('leading-key-prefix');

    it('tenants and services of the grammar that no issuer speaks for', async () => {
      for (const [tenant, other, key] of [
        ['00', '000', 'TENANT#000|SERVICE#0'],
        ['A_', 'A_-', 'TENANT#A_-'],
        ['B0', `B0${'x'.repeat(61)}`, `TENANT#B0${'x'.repeat(61)}|SERVICE#`],
      ] as const) {
        const found = { ...asking(example, keys(key)), tenant, other, tags: { TenantId: tenant } };
        const outcome = await replay(set, found);
        assert.ok(outcome.reached, JSON.stringify(outcome));
        assert.equal((await replay(policySet(set.deployment), found)).reached, false);
      }
    });

    it('keys of a batch that DynamoDB would not take', async () => {
      const { set: any, example: batch } = broken('any-leading-key');
      const found = asking(batch, keys('TENANT#globex', 'TENANT#acme|SERVICE#', '·»', '·»', ''));
      const outcome = await replay(any, found);
      assert.ok(outcome.reached, JSON.stringify(outcome));
    });

    for (const action of ['BatchGetItem', 'Query', 'ConditionCheckItem', 'PutItem', 'DeleteItem', 'BatchWriteItem']) {
      it(`an action that nobody was to have: dynamodb:${action}`, async () => {
        const outcome = await replay(opened(set), asking(example, { action: `dynamodb:${action}` }));
        assert.ok(outcome.reached, JSON.stringify(outcome));
      });
    }

    const parameter = broken('parameter-path-without-slash');
    for (const action of [
      'GetParameters',
      'GetParameterHistory',
      'GetParametersByPath',
      'DescribeParameters',
      'ListTagsForResource',
      'PutParameter',
      'DeleteParameter',
      'DeleteParameters',
      'LabelParameterVersion',
      'AddTagsToResource',
    ]) {
      it(`an action that nobody was to have: ssm:${action}`, async () => {
        const outcome = await replay(opened(set), asking(parameter.example, { action: `ssm:${action}` }));
        assert.ok(outcome.reached, JSON.stringify(outcome));
      });
    }

    it('parameters that Parameter Store has no name for, and the tenant root itself', async () => {
      const { resource } = parameter.example.ask;
      for (const path of ['acme2/', 'acme2', 'acme2/a b//c/']) {
        const found = asking(parameter.example, { resource: resource.replace('acme2/orders/url', path) });
        const outcome = await replay(parameter.set, found);
        assert.ok(outcome.reached, JSON.stringify(outcome));
      }
    });

    it('an encryption by a writer', async () => {
      const { set: unbound, example: reading } = broken('key-for-any-parameter');
      const outcome = await replay(unbound, {
        ...asking(reading, { action: 'kms:Encrypt' }),
        role: 'writer',
        tags: {},
      });
      assert.ok(outcome.reached, JSON.stringify(outcome));
    });

    it('session names that STS would not take', async () => {
      const { set: unbound, example: exchange } = broken('source-identity-not-bound');
      const { 'sts:SourceIdentity': _none, ...context } = exchange.ask.context;
      for (const name of ['', '*']) {
        const named = { ...context, 'aws:RequestTag/TenantId': name, 'sts:RoleSessionName': name };
        const outcome = await replay(unbound, asking(exchange, { context: named }));
        assert.ok(outcome.reached && outcome.shown.includes('source identity none'), JSON.stringify(outcome));
      }
    });

    it("the tenant's own shared configuration, out of a session of one service", async () => {
      const { set: sessions, example: scoped } = broken('session-of-every-service');
      const text = JSON.stringify(sessions.documents['session-read-service']).replaceAll('|SERVICE#*', '*');
      const documents = { ...sessions.documents, 'session-read-service': JSON.parse(text) };
      const shared = { ...asking(scoped, keys('TENANT#acme')), other: 'acme', otherService: null };
      const outcome = await replay({ ...sessions, documents }, shared);
      assert.ok(outcome.reached, JSON.stringify(outcome));
      assert.equal((await replay(sessions, shared)).reached, false);
    });

    it('everybody as the other tenant, and a key without context', async () => {
      const key = broken('key-for-any-parameter');
      for (const { set: one, example: found } of [
        broken('scan-with-leading-keys'),
        broken('listing-of-the-root'),
        { ...key, example: asking(key.example, { context: {} }) },
      ]) {
        const outcome = await replay(one, { ...found, other: null });
        assert.ok(outcome.reached, JSON.stringify(outcome));
      }
    });
  });

  describe('is no confirmation, but an error, when', () => {
    const { set, example } = broken('leading-key-prefix');
    const impossible: Readonly<Record<string, Counterexample>> = {
      'the key is the own one': asking(example, keys('TENANT#acme')),
      'the key is of a third tenant': asking(example, keys('TENANT#acme3')),
      'one item is read by two keys': asking(example, keys('TENANT#acme', 'TENANT#acme2')),
      'an item is read without key': asking(example, keys()),
      'a scan names keys': asking(example, { action: 'dynamodb:Scan' }),
      'the table is another one': asking(example, { resource: `${example.ask.resource}2` }),
      'the action is not served': asking(example, { action: 'dynamodb:PartiQLSelect' }),
      'the other tenant is the same one': { ...example, other: 'acme' },
      'the session is nobody’s': { ...example, tenant: null },
    };
    for (const [what, counterexample] of Object.entries(impossible)) {
      it(what, () => assert.rejects(replay(set, counterexample), NoSuchRequestError));
    }

    it('the session that opens is a proper one', async () => {
      const { set: unbound, example: exchange } = broken('source-identity-not-bound');
      const proper = asking(exchange, { context: { ...exchange.ask.context, 'sts:SourceIdentity': 'acme' } });
      await assert.rejects(replay(unbound, proper), /is a proper one/);
    });

    it('the session cannot be opened, so that nothing is shown of the data', async () => {
      const trust = set.documents['tenant-reader-trust'];
      const denials = { ...trust, Statement: trust.Statement.filter(({ Effect }) => Effect === 'Deny') };
      const closed = { ...set, documents: { ...set.documents, 'tenant-reader-trust': denials } };
      await assert.rejects(replay(closed, example), /Not authorized to perform/);
    });
  });
});

/** The set with all that limits a tenant role gone: so that every call of the replay can be seen to work. */
function opened(set: PolicySet): PolicySet {
  const everything = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: ['*'], Resource: '*' }],
  } as const;
  const nothing = {
    Sid: 'Nothing',
    Effect: 'Deny',
    Principal: '*',
    Action: ['dynamodb:UntagResource'],
    Resource: '*',
  } as const;
  return {
    ...set,
    documents: {
      ...set.documents,
      'tenant-reader': everything,
      'tenant-boundary': everything,
      'tenant-table': { Version: '2012-10-17', Statement: [nothing] },
    },
  };
}
