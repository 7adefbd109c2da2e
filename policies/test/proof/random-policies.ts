import type { AuthorizationRequest, Principal } from '@leasehold/iam-engine';
import fc from 'fast-check';
import type { PolicyDocument, PolicyStatement } from '../../src/index.ts';

/*
 * Small policies and requests over the same few names, so that they often meet: what is wrong in a translation shows only
 * where a statement nearly applies.
 */

const text = fc.array(fc.constantFrom('a', 'b', '/', '#', '*', 'A'), { maxLength: 4 }).map((parts) => parts.join(''));
const pattern = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      '/',
      '#',
      '*',
      '?',
      '${aws:PrincipalTag/T}',
      "${k:One, 'b'}",
      '${*}',
      '${k:Gone}',
      '${k:Set}',
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));
const shortPattern = fc.constantFrom(
  'arn:aws:s:*',
  'arn:aws:s:r',
  'arn:aws:s:?*:1*',
  'arn:aws:s:r*:1*:*/b',
  'arn:aws:s',
);
const arnPattern = fc
  .tuple(
    fc.constantFrom(
      'arn:aws:s:r:111122223333:',
      'arn:aws:s:*:111122223333:',
      'arn:aws:s:?:111122223333:',
      'arn:aws:s:*?:111122223333:',
    ),
    pattern,
  )
  .map(([start, end]) => `${start}${end || 'a'}`);
const fullArnPattern = fc
  .tuple(fc.constantFrom('arn:aws:s:r:111122223333:', 'arn:aws:s:*:111122223333:', 'arn:aws:*:r:*1*:'), pattern)
  .map((parts) => parts.join(''));
const arn = fc
  .tuple(fc.constantFrom('arn:aws:s:r:111122223333:', 'arn:aws:s:rr:111122223333:', 'arn:aws:s:r:2:r:2:'), text)
  .map((parts) => parts.join(''));
const resource = fc.oneof(arn, fc.constant('*'));
const list = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { minLength: 1, maxLength: 2 });
const keys = fc.constantFrom('k:One', 'k:Set', 'k:Gone', 'aws:PrincipalTag/T', 'K:ONE', 'aws:PrincipalArn');
const quantified = (operator: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'), fc.constantFrom('', 'IfExists'))
    .map(([before, after]) => before + operator + after);
const entry = <V>(operator: fc.Arbitrary<string>, value: fc.Arbitrary<V>) =>
  fc.tuple(operator, keys, list(value)).map(([name, key, values]) => [name, { [key]: values }] as const);
const condition = fc.oneof(
  ...[
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
  ].map((name) => entry(quantified(name), pattern)),
  ...['ArnEquals', 'ArnNotLike'].map((name) => entry(quantified(name), fullArnPattern)),
  entry(fc.constant('Null'), fc.constantFrom('true', 'false')),
  entry(quantified('Bool'), fc.constantFrom('true', 'false')),
);
const actions = list(fc.constantFrom('s:Get', 's:Put', 's:*', 's:G?t', 'S:GET', '*'));
const resources = list(fc.oneof(arnPattern, fc.constant('*')));
/** Incomplete ARNs are for identity policies and boundaries. */
const incompleteResources = list(fc.oneof(shortPattern, arnPattern, fc.constant('*')));
const principals = fc.constantFrom<unknown>(
  '*',
  { AWS: 'arn:aws:iam::111122223333:role/a' },
  { AWS: ['arn:aws:iam::111122223333:root'] },
  { AWS: 'arn:aws:sts::111122223333:assumed-role/a/one' },
  { AWS: ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/b'] },
  { AWS: ['111122223333', 'arn:aws:iam::111122223333:user/u'] },
  {
    AWS: [
      'arn:aws:iam::111122223333:root',
      'arn:aws:iam::111122223333:role/a',
      'arn:aws:sts::111122223333:assumed-role/a/one',
      'arn:aws:iam::111122223333:user/u',
    ],
  },
  { AWS: 'arn:aws:iam::999988887777:root' },
  { Service: 's.amazonaws.com' },
  { Federated: 'arn:aws:iam::111122223333:oidc-provider/p' },
);

/** Which grammar a document is drawn for. */
type Grammar = 'own' | 'session' | 'resource' | 'rcp';

function statement(grammar: Grammar): fc.Arbitrary<PolicyStatement> {
  return fc
    .record({
      effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      notAction: fc.boolean(),
      notPrincipal: fc.boolean(),
      notResource: fc.boolean(),
      actions,
      resources: grammar === 'own' ? incompleteResources : resources,
      conditions: fc.array(condition, { maxLength: 2 }),
      principal: principals,
    })
    .map((one) => {
      const ofRcp = grammar === 'rcp';
      const effect = ofRcp ? 'Deny' : one.effect;
      const principal = one.notPrincipal && effect === 'Deny' && one.principal !== '*' ? 'NotPrincipal' : 'Principal';
      const made = {
        Effect: effect,
        [one.notAction && !ofRcp ? 'NotAction' : 'Action']: one.actions,
        [one.notResource ? 'NotResource' : 'Resource']: one.resources,
        ...(one.conditions.length === 0 ? {} : { Condition: Object.fromEntries(one.conditions) }),
        ...(grammar === 'resource' ? { [principal]: one.principal } : {}),
        ...(ofRcp ? { Principal: '*' } : {}),
      };
      return made as unknown as PolicyStatement;
    });
}

function document(grammar: Grammar): fc.Arbitrary<PolicyDocument> {
  return fc
    .tuple(
      fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
      fc.array(statement(grammar), { minLength: 1, maxLength: 3 }),
    )
    .map(([Version, Statement]) => ({ Version, Statement }) as unknown as PolicyDocument);
}

const layer = (grammar: Grammar) => fc.option(fc.array(document(grammar), { maxLength: 2 }), { nil: undefined });

/** Beside something that allows everything, as it is attached; by itself it would mostly deny. */
const fullAccess = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['*'], Resource: '*' }],
} as unknown as PolicyDocument;
const control = (grammar: Grammar) =>
  fc.option(
    fc
      .tuple(fc.constantFrom(true, true, true, false), fc.array(document(grammar), { maxLength: 1 }))
      .map(([full, documents]) => (full && grammar !== 'rcp' ? [fullAccess, ...documents] : documents)),
    { nil: undefined },
  );

export const layers = fc.record({
  identity: layer('own'),
  boundary: layer('own'),
  session: layer('session'),
  resource: layer('resource'),
  scp: control('session'),
  rcp: control('rcp'),
});

/** Who asks, as the engine is told. */
const principalsOfAsks: readonly Principal[] = [
  ...['role/a', 'role/c', 'role/aws-service-role/a'].flatMap((role) =>
    ['one', 'two'].map(
      (name): Principal => ({
        type: 'AWS',
        arn: `arn:aws:sts::111122223333:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/${name}`,
        account: '111122223333',
        sessionOf: `arn:aws:iam::111122223333:${role}`,
      }),
    ),
  ),
  ...['111122223333:user/u', '111122223333:user/v', '111122223333:root', '999988887777:user/u'].map(
    (user): Principal => ({ type: 'AWS', arn: `arn:aws:iam::${user}`, account: user.slice(0, 12) }),
  ),
  { type: 'Federated', provider: 'arn:aws:iam::111122223333:oidc-provider/p' },
  { type: 'Service', service: 's.amazonaws.com' },
  { type: 'Anonymous' },
];
// Sessions first: they are what most policies are about.
export const callers: fc.Arbitrary<Principal> = fc.oneof(
  fc.constantFrom(...principalsOfAsks.slice(0, 4)),
  fc.constantFrom(...principalsOfAsks),
);

export const asks: fc.Arbitrary<Pick<AuthorizationRequest, 'action' | 'resource' | 'context'>> = fc.record({
  action: fc.constantFrom('s:Get', 's:Put', 's:GetMore'),
  resource,
  context: fc.record(
    {
      'k:One': fc.oneof(text, arn, fc.constantFrom('true', 'false')),
      'k:Set': fc.array(fc.oneof(text, arn), { maxLength: 3 }),
      'aws:PrincipalTag/T': text,
      'aws:PrincipalArn': fc.oneof(text, arn),
    },
    { requiredKeys: [] },
  ),
});
