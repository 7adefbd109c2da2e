import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  type AuthorizationRequest,
  evaluate,
  loadPolicy,
  type Policy,
  PolicyGrammarError,
  type PolicyKind,
} from '../src/index.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const kinds: readonly PolicyKind[] = ['identity', 'boundary', 'session', 'resource', 'trust', 'scp', 'rcp'];
const kind = fc.constantFrom(...kinds);
const words = [
  'Version',
  'Statement',
  'Effect',
  'Action',
  'Resource',
  'NotResource',
  'Condition',
  'Principal',
  'Null',
  '__proto__',
];
const texts = [
  '2012-10-17',
  'Allow',
  'Deny',
  '*',
  'sts:AssumeRole',
  'arn:aws:s3:::b/${aws:username}',
  '${',
  'a'.repeat(600),
  '\ud800',
];

/** JSON with the words of policies in it, so that it gets past the first checks. */
const anyJson = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 0, -1.5, '', ...texts),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value'), { maxKeys: 5 }),
  ),
})).value;

const valid: readonly Json[] = [
  {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'One',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Q*'],
        Resource: ['arn:aws:dynamodb:*:111122223333:table/t', '*'],
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ["TENANT#${aws:PrincipalTag/TenantId, 'none'}", '*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
          IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] },
          DateLessThan: { 'aws:CurrentTime': '2026-11-25T10:00:00Z' },
          NumericEqualsIfExists: { 'aws:MultiFactorAuthAge': 10 },
          ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' },
        },
      },
      { Effect: 'Deny', NotAction: 's3:*', NotResource: 'arn:aws:s3:::b/*' },
    ],
  },
  {
    Version: '2012-10-17',
    Id: 'x',
    Statement: {
      Effect: 'Deny',
      NotPrincipal: { AWS: ['111122223333', 'arn:aws:iam::111122223333:role/r'], Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Resource: '*',
    },
  },
];

/** One part of a value replaced, taken out, doubled or put below itself once more. */
function mutated(value: Json, at: number, how: number, other: Json): Json {
  const parts = Array.isArray(value)
    ? [...value.keys()]
    : typeof value === 'object' && value !== null
      ? Object.keys(value)
      : [];
  const part = parts[at % Math.max(parts.length, 1)];
  if (part === undefined || at % 5 === 0) return how % 2 === 0 ? other : [value];
  if (Array.isArray(value) && typeof part === 'number') {
    const member = value[part] ?? null;
    if (how === 0) return value.filter((_, index) => index !== part);
    if (how === 1) return [...value, member];
    return value.with(part, mutated(member, Math.floor(at / 3), how, other));
  }
  const object = value as { [name: string]: Json };
  const name = String(part);
  const member = object[name] ?? null;
  if (how === 0) return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
  if (how === 1) return { ...object, [name.toLowerCase()]: member };
  return { ...object, [name]: mutated(member, Math.floor(at / 3), how, other) };
}

/** The policy, or `null` when it was refused as it has to be: with a path and a rule, and in no other way. */
function loaded(of: PolicyKind, document: unknown): Policy | null {
  try {
    return loadPolicy('p', of, document);
  } catch (error) {
    if (!(error instanceof PolicyGrammarError)) throw error;
    assert.ok(error.rule.length > 0 && (error.path === '' || error.path.startsWith('/')));
    return null;
  }
}

const asked: AuthorizationRequest = {
  principal: { type: 'AWS', arn: 'arn:aws:iam::111122223333:role/r', account: '111122223333' },
  action: 'dynamodb:GetItem',
  resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t',
  context: { 'dynamodb:LeadingKeys': ['TENANT#acme', ''], 'aws:SourceIp': 'nowhere', 'aws:CurrentTime': '' },
};

/** What was accepted can be asked, and gives an answer. */
function isUsable(policy: Policy | null): void {
  if (policy === null || policy.kind === 'trust') return;
  const { effect } = evaluate({ [policy.kind]: [policy] }, asked);
  assert.ok(['allow', 'explicit-deny', 'implicit-deny'].includes(effect));
}

describe('whatever is loaded', () => {
  it('is accepted or refused with a path and a rule: random JSON, as a value and as text', () => {
    fc.assert(
      fc.property(kind, anyJson, (of, value) => {
        isUsable(loaded(of, value));
        isUsable(loaded(of, JSON.stringify(value)));
      }),
      { numRuns: 4_000 },
    );
  });

  it('values that are no JSON included', () => {
    fc.assert(
      fc.property(
        kind,
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
          withNullPrototype: true,
        }),
        (of, value) => isUsable(loaded(of, value)),
      ),
      { numRuns: 4_000 },
    );
  });

  it('random changes of good documents', () => {
    const seen = { accepted: 0, refused: 0 };
    const change = fc.tuple(fc.nat(200), fc.nat(4), anyJson);
    fc.assert(
      fc.property(
        kind,
        fc.constantFrom(...valid),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (of, good, changes) => {
          const document = changes.reduce((value, [at, how, other]) => mutated(value, at, how, other), good);
          const policy = loaded(of, document);
          isUsable(policy);
          seen[policy === null ? 'refused' : 'accepted'] += 1;
        },
      ),
      { numRuns: 6_000 },
    );
    // Both happen often, or the changes are too coarse or too fine to show anything.
    assert.ok(seen.accepted > 100 && seen.refused > 1_000, JSON.stringify(seen));
  });

  it('random changes of the text of good documents', () => {
    const changes = fc.array(fc.tuple(fc.nat(2_000), fc.nat(3), fc.string({ maxLength: 3 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(kind, fc.constantFrom(...valid), changes, (of, good, all) => {
        let text = JSON.stringify(good);
        for (const [at, gone, more] of all) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + more + text.slice(from + gone);
        }
        isUsable(loaded(of, text));
      }),
      { numRuns: 6_000 },
    );
  });

  for (const [of, most] of [
    ['identity', 10_240],
    ['scp', 10_240],
    // What a key's policy may have (KMS quotas).
    ['resource', 32_768],
  ] as const)
    it(`is refused for its size exactly when, as ${of}, it has more than ${most} characters without white space`, () => {
      const empty = {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['s3:GetObject', '*'],
            Resource: 'arn:aws:s3:::',
            ...(of === 'resource' ? { Principal: '*' } : {}),
            Condition: {
              Bool: { 'aws:SecureTransport': false, 'aws:ViaAWSService': [true, false] },
              NumericEquals: { 'aws:MultiFactorAuthAge': [1, -2.5] },
              StringLike: { 'aws:username': ['"\u0001é', ''] },
            },
          },
        ],
      };
      const length = JSON.stringify(empty).length;
      fc.assert(
        fc.property(fc.integer({ min: -40, max: 40 }), fc.boolean(), (over, asText) => {
          const Resource = `arn:aws:s3:::${'b'.repeat(most - length + over)}`;
          const document = { ...empty, Statement: [{ ...empty.Statement[0], Resource }] };
          const policy = loaded(of, asText ? JSON.stringify(document, null, 2) : document);
          assert.equal(policy === null, over > 0, String(over));
        }),
      );
    });

  it('is refused when it is part of itself, at whatever place', () => {
    fc.assert(
      fc.property(kind, fc.constantFrom(...valid), fc.nat(200), (of, good, at) => {
        const document = structuredClone(good);
        const containers = containersOf(document);
        const place = containers[at % containers.length];
        if (Array.isArray(place)) place.push(document);
        else if (place !== undefined) place['Statement'] = document;
        assert.equal(loaded(of, document), null);
      }),
    );
  });

  it('is refused after one look at what a few shared lists would unfold to', () => {
    // Eight levels of a thousand references each are 10^24 members.
    let shared: unknown = 'x';
    for (let level = 0; level < 8; level += 1) shared = Array<unknown>(1_000).fill(shared);
    assert.equal(loaded('identity', { Version: '2012-10-17', Statement: shared }), null);
    assert.equal(loaded('identity', shared), null);
  });
});

function containersOf(value: Json): (Json[] | { [name: string]: Json })[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}
