import type { AuthorizationRequest } from '@leasehold/iam-engine';
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
  ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'].map((name) => entry(quantified(name), pattern)),
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
  { Service: 's.amazonaws.com' },
);

function statement(withPrincipal: boolean, incomplete: boolean): fc.Arbitrary<PolicyStatement> {
  return fc
    .record({
      effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      notAction: fc.boolean(),
      notResource: fc.boolean(),
      actions,
      resources: incomplete ? incompleteResources : resources,
      conditions: fc.array(condition, { maxLength: 2 }),
      principal: principals,
    })
    .map((one) => {
      const made = {
        Effect: one.effect,
        [one.notAction ? 'NotAction' : 'Action']: one.actions,
        [one.notResource ? 'NotResource' : 'Resource']: one.resources,
        ...(one.conditions.length === 0 ? {} : { Condition: Object.fromEntries(one.conditions) }),
        ...(withPrincipal ? { Principal: one.principal } : {}),
      };
      return made as unknown as PolicyStatement;
    });
}

function document(withPrincipal: boolean, incomplete: boolean): fc.Arbitrary<PolicyDocument> {
  return fc
    .tuple(
      fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
      fc.array(statement(withPrincipal, incomplete), { minLength: 1, maxLength: 3 }),
    )
    .map(([Version, Statement]) => ({ Version, Statement }) as unknown as PolicyDocument);
}

const layer = (withPrincipal: boolean, incomplete: boolean) =>
  fc.option(fc.array(document(withPrincipal, incomplete), { maxLength: 2 }), { nil: undefined });

export const layers = fc.record({
  identity: layer(false, true),
  boundary: layer(false, true),
  session: layer(false, false),
  resource: layer(true, false),
});

export const callers = fc.constantFrom('arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/c');
export const sessionNames = fc.constantFrom('one', 'two');

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
