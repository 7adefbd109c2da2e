import fc from 'fast-check';
import type { Pair, RawDocument, RawStatement, Values } from '../pair.ts';
import { documentsOf, listOf } from '../pair.ts';
import { identityCallers, outsideCallers, provider } from './callers.ts';
import { contextOf, keysOf, rarely } from './conditions.ts';
import { type Scene, scenes } from './scene.ts';
import { documentOf } from './statements.ts';

/**
 * Random pairs, two thirds of them aimed: the request is changed until it meets more of one statement, so that allows and explicit
 * denies are about as common as implicit ones.
 */
export const pairs: fc.Arbitrary<Pair> = fc
  .constantFrom(...scenes)
  .chain((scene) =>
    fc.tuple(fc.constant(scene), scene.kind === 'trust' ? trustPair(scene) : dataPair(scene), fc.nat(20), fc.nat(3)),
  )
  .map(([scene, pair, chosen, depth]) => (chosen < 14 ? aimed(scene, pair, chosen, depth) : pair));

function dataPair(scene: Scene): fc.Arbitrary<Pair> {
  const some = (layer: 'boundary' | 'session' | 'resource' | 'scp' | 'rcp', every: number) =>
    rarely<RawDocument | null>(documentOf(layer, scene), fc.constant(null), every);
  const inside = fc
    .tuple(
      fc.constantFrom(...identityCallers, ...identityCallers.slice(0, 1), ...identityCallers.slice(0, 1)),
      rarely(
        fc.constant<RawDocument[]>([]),
        fc.array(documentOf('identity', scene), { minLength: 1, maxLength: 2 }),
        8,
      ),
      some('boundary', 3),
      some('session', 3),
      some('resource', 2),
      fc.tuple(some('scp', 6), some('rcp', 6)),
    )
    .map(([principal, identity, boundary, session, resource, [scp, rcp]]) => ({
      principal,
      policies: {
        identity,
        ...(boundary && { boundary }),
        // Only a session of a role, or the role itself, has a session policy.
        ...(session && !principal.arn.includes(':user/') && { session }),
        ...(resource && { resource }),
        ...(scp && { scp }),
        ...(rcp && { rcp }),
      },
    }));
  const outside = fc
    .tuple(fc.constantFrom(...outsideCallers), documentOf('resource', scene), some('rcp', 4))
    .map(([principal, resource, rcp]) => ({ principal, policies: { resource, ...(rcp && { rcp }) } }));
  return fc
    .tuple(rarely<Omit<Pair, 'request'> & Pick<Pair['request'], 'principal'>>(outside, inside, 12), request(scene))
    .map(([{ principal, policies }, asked]) => ({ policies, request: { principal, ...asked } }));
}

function trustPair(scene: Scene): fc.Arbitrary<Pair> {
  const principal = { type: 'Federated', provider } as const;
  return fc
    .tuple(documentOf('trust', scene), request(scene))
    .map(([trust, asked]) => ({ policies: { trust }, request: { principal, ...asked } }));
}

function request(scene: Scene): fc.Arbitrary<Omit<Pair['request'], 'principal'>> {
  return fc.record({
    action: fc.constantFrom(...scene.actions),
    resource: fc.constantFrom(...scene.resources),
    context: contextOf(scene),
  });
}

/** The pair with a request that meets the conditions of one statement: all of them, or the first ones. */
function aimed(scene: Scene, pair: Pair, chosen: number, depth: number): Pair {
  const statements = documentsOf(pair).flatMap(({ document }) => document.Statement);
  const statement = statements[chosen % Math.max(statements.length, 1)];
  if (statement === undefined) return pair;
  const context = { ...pair.request.context };
  for (const [operator, key, values] of comparisons(statement).slice(0, depth)) {
    const known = keysOf(scene).find(({ name }) => name.toLowerCase() === key.toLowerCase());
    const wanted = known && satisfying(operator, values, context, known.several);
    if (known !== undefined && wanted !== undefined) context[known.name] = wanted;
  }
  const { action, resource } = pair.request;
  const meeting = {
    action: scene.actions.find((each) => meets(each.toLowerCase(), statement.Action)) ?? action,
    resource: scene.resources.find((each) => meets(each, statement.Resource)) ?? resource,
  };
  return { ...pair, request: { ...pair.request, ...meeting, context } };
}

/** Roughly, whether one of the patterns is like the text: a variable may be anything here. */
function meets(text: string, patterns: Values | undefined): boolean {
  return listOf<string>(patterns ?? []).some((pattern) => {
    const source = pattern.replaceAll(/\$\{.*?\}/g, '*').replaceAll(/[.+^$()|[\]\\{}]/g, '\\$&');
    return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(text);
  });
}

function comparisons({ Condition = {} }: RawStatement): readonly (readonly [string, string, Values])[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => [operator, key, values] as const),
  );
}

function satisfying(operator: string, values: Values, context: Pair['request']['context'], several: boolean) {
  if (operator === 'Null' || /Not/.test(operator)) return undefined;
  const text = (listOf<string>(values).at(-1) ?? '')
    .replace(/\$\{([^},]+)(?:, '([^']*)')?\}/g, (_, key: string, fallback: string | undefined) => {
      const name = Object.keys(context).find((each) => each.toLowerCase() === key.toLowerCase());
      const value = name === undefined ? fallback : context[name];
      return typeof value === 'string' ? value : (fallback ?? 'acme');
    })
    .replaceAll('*', 'x')
    .replaceAll('?', 'y');
  const written = /IgnoreCase/.test(operator) ? text.toUpperCase() : text;
  return several ? [written] : written;
}
