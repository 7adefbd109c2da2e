import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  collected,
  DeploymentGrammarError,
  localDeployment,
  NameGrammarError,
  nobodyRevoked,
  type PolicyDocument,
  type Revocations,
  RevocationsSizeError,
  RevocationsUnreadableError,
  readRevocations,
  renderPolicy,
  restored,
  revocationsPolicy,
  revoked,
  withFewerMoments,
} from '../../src/index.ts';
import { hour, moment, states, tenants } from './revocation-states.ts';

const written = (state: Revocations) => revocationsPolicy(localDeployment, state);
const json = (document: PolicyDocument): unknown => JSON.parse(renderPolicy(document));
const numbered = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `t${String(index).padStart(length - 1, '0')}`);

describe('the list of revoked tenants', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(states, (state) => assert.deepEqual(readRevocations(json(written(state))), state)),
      { numRuns: 500 },
    );
  });

  it('is the same text for the same tenants, in whatever order and how often they were named', () => {
    fc.assert(
      fc.property(fc.array(tenants, { maxLength: 8 }), (names) => {
        const one = names.reduce(revoked, nobodyRevoked);
        const other = [...names, ...names].reverse().reduce(revoked, nobodyRevoked);
        assert.deepEqual(one, other);
        assert.deepEqual(written({ revoked: names, sessionsBefore: [] }), written(one));
      }),
    );
  });

  it('has who is revoked, until restored, and then the end of that second', () => {
    const state = restored(revoked(revoked(nobodyRevoked, 'globex'), 'acme'), 'acme', moment + 1);
    assert.deepEqual(state, { revoked: ['globex'], sessionsBefore: [{ tenant: 'acme', before: moment + 1_000 }] });
    assert.deepEqual(revoked(state, 'acme'), { revoked: ['acme', 'globex'], sessionsBefore: [] });
    assert.equal(restored(revoked(nobodyRevoked, 'acme'), 'acme', moment).sessionsBefore[0]?.before, moment);
  });

  it('is not changed by restoring who is not revoked, so doing it twice ends no session', () => {
    const once = restored(revoked(nobodyRevoked, 'acme'), 'acme', moment);
    assert.deepEqual(restored(once, 'acme', moment + hour), once);
    assert.deepEqual(restored(once, 'Acme', moment + hour), once);
  });

  it('forgets a restored tenant when no session can be left, and no earlier', () => {
    const acme = restored(revoked(nobodyRevoked, 'acme'), 'acme', moment);
    const both = restored(revoked(revoked(acme, 'globex'), 'initech'), 'globex', moment + hour);
    assert.deepEqual(collected(both, moment + 12 * hour - 1), both);
    assert.deepEqual(collected(both, moment + 12 * hour), {
      revoked: ['initech'],
      sessionsBefore: [{ tenant: 'globex', before: moment + hour }],
    });
    assert.deepEqual(collected(both, moment + 13 * hour), { revoked: ['initech'], sessionsBefore: [] });
  });

  it('with fewer moments has the same tenants, denies each as much and more, and takes less room, down to one moment', () => {
    const momentsOf = ({ sessionsBefore }: Revocations) => new Set(sessionsBefore.map(({ before }) => before)).size;
    fc.assert(
      fc.property(states, (state) => {
        const fewer = withFewerMoments(state);
        if (fewer === null) {
          assert.ok(momentsOf(state) < 2);
          return;
        }
        assert.equal(momentsOf(fewer), momentsOf(state) - 1);
        assert.deepEqual(fewer.revoked, state.revoked);
        const before = new Map(fewer.sessionsBefore.map((each) => [each.tenant, each.before]));
        assert.equal(before.size, state.sessionsBefore.length);
        for (const each of state.sessionsBefore) assert.ok((before.get(each.tenant) ?? 0) >= each.before);
        assert.ok(renderPolicy(written(fewer)).length < renderPolicy(written(state)).length);
        assert.deepEqual(readRevocations(json(written(fewer))), fewer);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no name that could be another one, or a pattern', () => {
    for (const name of ['', 'a', '*', 'acme*', '${aws:PrincipalTag/TenantId}', '<nobody>', 'acme/orders', ' acme']) {
      assert.throws(() => revoked(nobodyRevoked, name), NameGrammarError, name);
      assert.throws(() => written({ revoked: [name], sessionsBefore: [] }), NameGrammarError, name);
      const before = [{ tenant: name, before: moment }];
      assert.throws(() => written({ revoked: [], sessionsBefore: before }), NameGrammarError, name);
    }
    assert.throws(() => revocationsPolicy({ ...localDeployment, account: '*' }, nobodyRevoked), DeploymentGrammarError);
  });
});

describe('a policy of revocations that somebody else wrote', () => {
  const [deny] = written(revoked(nobodyRevoked, 'acme')).Statement;
  const state = restored(revoked(revoked(nobodyRevoked, 'globex'), 'acme'), 'acme', moment);
  const acme = written(state);
  const [, before] = acme.Statement;
  assert.ok(deny !== undefined && before !== undefined);
  const policyOf = (...statements: readonly unknown[]) => ({ Version: '2012-10-17', Statement: statements });
  const of = (...names: readonly string[]) => ({
    ...deny,
    Condition: { StringEquals: { 'aws:PrincipalTag/TenantId': names } },
  });
  const strangers: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    'a text': renderPolicy(acme),
    'a list': [acme],
    'no statement': policyOf(),
    'another version': { ...acme, Version: '2008-10-17' },
    'an Id': { ...acme, Id: 'by hand' },
    'an Allow': policyOf({ ...deny, Effect: 'Allow' }),
    'an Allow more': {
      ...acme,
      Statement: [...acme.Statement, { ...deny, Sid: 'DenySessionsBefore2', Effect: 'Allow' }],
    },
    'fewer actions': policyOf({ ...deny, Action: ['dynamodb:*'] }),
    'one resource': policyOf({ ...deny, Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/x' }),
    'a lone tenant that is no list': policyOf({
      ...deny,
      Condition: { StringEquals: { 'aws:PrincipalTag/TenantId': 'acme' } },
    }),
    'a pattern': policyOf({ ...deny, Condition: { StringLike: { 'aws:PrincipalTag/TenantId': ['acme'] } } }),
    'a tenant outside its grammar': policyOf(of('acme*')),
    'a number for a tenant': policyOf(of('acme', 7 as unknown as string)),
    'a tenant twice': policyOf(of('acme', 'acme')),
    'another order': policyOf(of('globex', 'acme')),
    'no tenant': policyOf(of()),
    'the stand-in among tenants': policyOf(of('<nobody>', 'acme')),
    'another condition besides': policyOf({
      ...deny,
      Condition: { ...deny.Condition, IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    }),
    'the list of the revoked left out': policyOf(before),
    'the lists in another order': policyOf(before, deny),
    'a time that is none': policyOf(deny, { ...before, Condition: { ...before.Condition, DateLessThan: {} } }),
    'a time without zone': withTime('2026-11-25T13:00:00'),
    'a part of a second': withTime('2026-11-25T13:00:00.500Z'),
    'a time in another zone': withTime('2026-11-25T13:00:00+01:00'),
    'a moment twice': policyOf(deny, before, { ...before, Sid: 'DenySessionsBefore2' }),
  };

  function withTime(text: string): unknown {
    return policyOf(deny, {
      ...before,
      Condition: { ...before?.Condition, DateLessThan: { 'aws:TokenIssueTime': text } },
    });
  }

  for (const [what, document] of Object.entries(strangers)) {
    it(`is refused: ${what}`, () => {
      assert.throws(
        () => readRevocations(document),
        (error) => {
          assert.ok(error instanceof RevocationsUnreadableError);
          assert.match(error.message, /changed by hand/);
          assert.doesNotMatch(error.message, /acme/);
          return true;
        },
      );
    });
  }

  it('is not mistaken for it when only the order of members differs, which JSON does not keep', () => {
    const { Version, Statement } = acme;
    assert.deepEqual(readRevocations({ Statement, Version }), state);
  });
});

describe('the size of the list of revoked tenants', () => {
  const fits = (state: Revocations): boolean => {
    try {
      return renderPolicy(written(state)).length <= 6_144;
    } catch (error) {
      assert.ok(error instanceof RevocationsSizeError);
      return false;
    }
  };
  const all = (names: readonly string[]): Revocations => ({ revoked: names, sessionsBefore: [] });
  const at = (names: readonly string[], step: number): Revocations => ({
    revoked: [],
    sessionsBefore: names.map((tenant, index) => ({ tenant, before: moment + index * step })),
  });

  for (const [length, most, apart, together] of [
    [12, 398, 27, 384],
    [63, 90, 22, 87],
  ] as const) {
    it(`fits ${most} revoked tenants of ${length} characters, ${apart} restored apart, ${together} together`, () => {
      const ways = [
        [most, all],
        [apart, (names: readonly string[]) => at(names, 1_000)],
        [together, (names: readonly string[]) => at(names, 0)],
      ] as const;
      for (const [count, state] of ways) {
        assert.ok(fits(state(numbered(count, length))), String(count));
        assert.ok(!fits(state(numbered(count + 1, length))), String(count + 1));
      }
    });
  }

  it('is refused with its numbers when IAM could not store it, and nothing is dropped', () => {
    const names = numbered(380, 12);
    const state = { revoked: names, sessionsBefore: at(['acme', 'globex', 'initech'], 1_000).sessionsBefore };
    assert.throws(
      () => written(state),
      (error) => {
        assert.ok(error instanceof RevocationsSizeError);
        const { characters, revoked: all, restored: some, moments } = error;
        assert.ok(characters > 6_144, String(characters));
        assert.deepEqual({ all, some, moments }, { all: 380, some: 3, moments: 3 });
        assert.match(error.message, new RegExp(`would have ${characters} characters and IAM stores 6144 at most`));
        assert.match(error.message, /380 revoked, 3 restored in the last 12 hours at 3 different moments/);
        return true;
      },
    );
  });
});
