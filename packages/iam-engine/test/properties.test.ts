import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type AuthorizationRequest, evaluate, loadPolicy, type Policy } from '../src/index.ts';

/** Few letters, so that patterns and texts meet often. */
const letters = ['a', 'b', '*', '?', ':', '/', '$', '{', '}'];
const patternText = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 10 });
const plainText = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
const hostileText = fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });

/** The definition, by trying everything; exponential, so for short texts only. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1));
}

function request(context: AuthorizationRequest['context'], resource = '*', action = 's3:GetObject') {
  const principal = { type: 'AWS', arn: 'arn:aws:iam::111122223333:user/ann', account: '111122223333' } as const;
  return { principal, action, resource, context };
}

function policy(kind: 'identity' | 'session' | 'boundary', ...statements: readonly object[]): Policy {
  return loadPolicy(kind, kind, { Version: '2012-10-17', Statement: statements });
}

function isLike(pattern: string, context: AuthorizationRequest['context']): boolean {
  const condition = { StringLike: { 'aws:x': pattern } };
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: condition };
  return evaluate({ identity: [policy('identity', statement)] }, request(context)).effect === 'allow';
}

const anyStatement = (effect: fc.Arbitrary<string>) =>
  fc.record({
    Effect: effect,
    Action: fc.constantFrom('*', 's3:*', 's3:Get*', 's3:PutObject', ['s3:GetObject', 's3:PutObject']),
    Resource: fc.constantFrom('*', 'arn:aws:s3:::a', 'arn:aws:s3:::a*', 'arn:aws:s3:::${aws:x}'),
    Condition: fc.constantFrom<object>(
      { StringLike: { 'aws:x': 'a*' } },
      { StringNotEquals: { 'aws:x': '${aws:y}' } },
      { 'ForAllValues:StringEquals': { 'aws:keys': ['a', 'b'] } },
      { Null: { 'aws:y': 'true' } },
    ),
  });
const allowOrDeny = fc.constantFrom('Allow', 'Deny');
const statements = fc.array(anyStatement(allowOrDeny), { minLength: 1, maxLength: 4 });
const anyRequest = fc
  .record({
    context: fc.record(
      {
        'aws:x': hostileText,
        'aws:y': hostileText,
        'aws:keys': fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
    resource: fc.constantFrom('*', 'arn:aws:s3:::a', 'arn:aws:s3:::ab', 'arn:aws:s3:::b'),
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'sqs:SendMessage'),
  })
  .map(({ context, resource, action }) => {
    const given = Object.entries(context).filter(([, value]) => value !== undefined);
    return request(Object.fromEntries(given), resource, action);
  });

describe('properties', () => {
  it('the glob matcher agrees with the definition of its wildcards', () => {
    fc.assert(
      fc.property(patternText, plainText, (pattern, text) => {
        assert.equal(isLike(pattern, { 'aws:x': text }), naive(pattern, text));
      }),
      { numRuns: 3_000 },
    );
  });

  it("a variable's value matches itself and nothing else, whatever it holds", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (value, other) => {
        const context = { 'aws:PrincipalTag/T': value };
        assert.equal(isLike('<${aws:PrincipalTag/T}>', { ...context, 'aws:x': `<${value}>` }), true);
        assert.equal(isLike('<${aws:PrincipalTag/T}>', { ...context, 'aws:x': `<${other}>` }), value === other);
      }),
      { numRuns: 2_000 },
    );
  });

  it("a variable's value never reaches beyond its own place in a resource", () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: 'arn:aws:ssm:eu-west-1:1:parameter/${aws:x}/*' };
    const identity = [policy('identity', statement)];
    fc.assert(
      fc.property(hostileText, hostileText, (value, other) => {
        const asked = request({ 'aws:x': value }, `arn:aws:ssm:eu-west-1:1:parameter/${other}/name`);
        const inside = `${other}/name`.startsWith(`${value}/`);
        assert.equal(evaluate({ identity }, asked).effect === 'allow', inside);
      }),
      { numRuns: 2_000 },
    );
  });

  it('adding a Deny never allows, and adding an Allow never undoes a Deny', () => {
    fc.assert(
      fc.property(
        statements,
        anyStatement(fc.constant('Deny')),
        anyStatement(fc.constant('Allow')),
        anyRequest,
        (...given) => {
          const [before, deny, allow, asked] = given;
          const effect = (...all: readonly object[]) =>
            evaluate({ identity: [policy('identity', ...all)] }, asked).effect;
          if (effect(...before, deny) === 'allow') assert.equal(effect(...before), 'allow');
          if (effect(...before) === 'explicit-deny') assert.equal(effect(...before, allow), 'explicit-deny');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('adding a session policy or a boundary never widens', () => {
    fc.assert(
      fc.property(
        statements,
        statements,
        fc.constantFrom('session', 'boundary'),
        anyRequest,
        (role, cut, kind, asked) => {
          const identity = [policy('identity', ...role)];
          const limited = evaluate({ identity, [kind]: [policy(kind, ...cut)] }, asked).effect;
          if (limited === 'allow') assert.equal(evaluate({ identity }, asked).effect, 'allow');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('statements decide alike in any order, and in one policy or several', () => {
    fc.assert(
      fc.property(statements, anyRequest, (all, asked) => {
        const { effect } = evaluate({ identity: [policy('identity', ...all)] }, asked);
        assert.equal(evaluate({ identity: [policy('identity', ...all.toReversed())] }, asked).effect, effect);
        const apart = all.map((statement) => policy('identity', statement));
        assert.equal(evaluate({ identity: apart }, asked).effect, effect);
      }),
      { numRuns: 1_000 },
    );
  });
});
