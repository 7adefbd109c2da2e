import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  AmbiguousContextError,
  type AuthorizationRequest,
  evaluate,
  evaluateTrust,
  IamEngineError,
  loadPolicy,
  PolicyLayerError,
} from '../src/index.ts';

const provider = 'arn:aws:iam::111122223333:oidc-provider/issuer.example';
const exchange: AuthorizationRequest = {
  principal: { type: 'Federated', provider },
  action: 'sts:AssumeRoleWithWebIdentity',
  resource: 'arn:aws:iam::111122223333:role/reader',
  context: { 'issuer.example:aud': 'app', 'aws:RequestTag/TenantId': 'acme', 'sts:RoleSessionName': 'acme' },
};

function trust(...statements: readonly object[]) {
  return loadPolicy('trust', 'trust', { Version: '2012-10-17', Statement: statements });
}

const allow = {
  Sid: 'Exchange',
  Effect: 'Allow',
  Principal: { Federated: provider },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: { 'sts:RoleSessionName': ['root', '${aws:RequestTag/TenantId}'] } },
};

describe('explanations', () => {
  it('a condition that was missed shows operator, key, expected and actual values', () => {
    const request = { ...exchange, context: { ...exchange.context, 'sts:RoleSessionName': 'globex' } };
    assert.deepEqual(evaluateTrust(trust(allow), request), {
      effect: 'implicit-deny',
      layer: 'trust',
      misses: [
        {
          statement: { policy: 'trust', kind: 'trust', index: 0, sid: 'Exchange' },
          element: 'Condition',
          operator: 'StringEquals',
          key: 'sts:RoleSessionName',
          expected: ['root', 'acme'],
          actual: ['globex'],
        },
      ],
    });
  });

  it('a variable without a value is shown as it is written, and an absent key as null', () => {
    const decision = evaluateTrust(trust(allow), { ...exchange, context: {} });
    assert.equal(decision.effect, 'implicit-deny');
    const [miss] = decision.misses;
    assert.equal(miss?.element, 'Condition');
    assert.deepEqual(miss.expected, ['root', '${aws:RequestTag/TenantId}']);
    assert.equal(miss.actual, null);
  });

  it('names every Allow of the layer, with its place and the first element it missed', () => {
    const others = [
      { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:TagSession' },
    ];
    const decision = evaluateTrust(trust(...others), exchange);
    assert.equal(decision.effect, 'implicit-deny');
    assert.deepEqual(
      decision.misses.map(({ statement, element }) => [statement.index, statement.sid, element]),
      [
        [0, null, 'Principal'],
        [1, null, 'Action'],
      ],
    );
  });
});

describe('evaluateTrust', () => {
  it('allows what the trust policy allows, whatever the resource', () => {
    const decision = evaluateTrust(trust(allow), exchange);
    assert.equal(decision.effect, 'allow');
    assert.equal(decision.statement.sid, 'Exchange');
  });

  it('a deny beats an allow', () => {
    const deny = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'sts:*' };
    const decision = evaluateTrust(trust(allow, deny), exchange);
    assert.equal(decision.effect, 'explicit-deny');
    assert.equal(decision.statement.sid, 'No');
  });

  it('refuses a policy of another kind', () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    const identity = loadPolicy('reader', 'identity', { Version: '2012-10-17', Statement: statement });
    assert.throws(() => evaluateTrust(identity, exchange), PolicyLayerError);
  });
});

describe('evaluate', () => {
  const anything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

  it('refuses a policy in a layer of another kind', () => {
    const identity = loadPolicy('reader', 'identity', anything);
    for (const layer of ['boundary', 'session', 'resource'] as const) {
      assert.throws(() => evaluate({ [layer]: [identity] }, exchange), PolicyLayerError);
    }
  });

  it('takes a trust policy as the policy on a role', () => {
    assert.equal(evaluate({ resource: [trust(allow)] }, exchange).effect, 'allow');
  });

  it('refuses a request that has a key twice in different case', () => {
    const context = { 'aws:RequestTag/TenantId': 'acme', 'aws:requesttag/tenantid': 'globex' };
    assert.throws(
      () => evaluate({}, { ...exchange, context }),
      (error) => error instanceof AmbiguousContextError && error instanceof IamEngineError,
    );
  });

  it('does not find a condition key on the prototype of the context', () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Null: { 'aws:x': 'true' } } };
    const policy = loadPolicy('p', 'identity', { Version: '2012-10-17', Statement: statement });
    const context: Record<string, string> = Object.create({ 'aws:x': 'inherited' });
    assert.equal(evaluate({ identity: [policy] }, { ...exchange, context }).effect, 'allow');
  });
});
