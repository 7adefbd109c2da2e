import fc from 'fast-check';
import type { ConditionBlock, LayerName, PrincipalElement, RawDocument, RawStatement, Values } from '../pair.ts';
import { listOf } from '../pair.ts';
import { principalElements, sparedElements, trustElements } from './callers.ts';
import { conditionOf, rarely } from './conditions.ts';
import type { Scene } from './scene.ts';

/** A document of one layer. Version 2012-10-17 mostly; the older one, and none, turn variables into text. */
export function documentOf(layer: LayerName, scene: Scene): fc.Arbitrary<RawDocument> {
  const version: fc.Arbitrary<Pick<RawDocument, 'Version'>> =
    layer === 'rcp' ? fc.constant({ Version: '2012-10-17' }) : anyVersion;
  const statements = fc.array(statementOf(layer, scene), { minLength: 1, maxLength: 3 });
  // Where nothing else allows, half of the wrong decisions would not show.
  const broad = fc.constantFrom<RawStatement[]>([], [], [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  const opened = ['resource', 'trust', 'rcp'].includes(layer) ? fc.constant<RawStatement[]>([]) : broad;
  return fc
    .tuple(version, statements, opened)
    .map(([with_, some, more]) => ({ ...with_, Statement: [...some, ...more] }));
}

const anyVersion = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ Version: '2012-10-17' } as const) },
  { weight: 1, arbitrary: fc.constant({ Version: '2008-10-17' } as const) },
  { weight: 1, arbitrary: fc.constant({}) },
);

function statementOf(layer: LayerName, scene: Scene): fc.Arbitrary<RawStatement> {
  // Resource control policies only deny.
  const effect = layer === 'rcp' ? fc.constant<'Allow' | 'Deny'>('Deny') : fc.constantFrom(...effects);
  return effect.chain((Effect) =>
    fc
      .tuple(principalOf(layer, Effect), actionOf(layer, scene), resourceOf(layer, scene), conditionsOf(scene))
      .map((parts) => Object.assign({ Effect }, ...parts)),
  );
}

const effects = ['Allow', 'Allow', 'Allow', 'Allow', 'Deny'] as const;

function principalOf(layer: LayerName, effect: 'Allow' | 'Deny'): fc.Arbitrary<Partial<RawStatement>> {
  const named = (all: readonly PrincipalElement[]) => fc.constantFrom(...all).map((Principal) => ({ Principal }));
  if (layer === 'trust') return named(trustElements);
  if (layer === 'rcp') return named(['*']);
  if (layer !== 'resource') return fc.constant({});
  const plain = named(principalElements);
  if (effect === 'Allow') return plain;
  return fc.oneof(
    plain,
    fc.constantFrom(...sparedElements).map((NotPrincipal) => ({ NotPrincipal })),
  );
}

function actionOf(layer: LayerName, scene: Scene): fc.Arbitrary<Partial<RawStatement>> {
  const some = oneOrSeveral(fc.constantFrom(...scene.actionPatterns));
  const plain = some.map((Action) => ({ Action }));
  if (layer === 'trust') return plain;
  // To the oracle a resource control policy may not deny every action.
  if (layer === 'rcp') return plain.filter(({ Action }) => !listOf<string>(Action).includes('*'));
  return rarely<Partial<RawStatement>>(
    some.filter((actions) => actions !== '*').map((NotAction) => ({ NotAction })),
    plain,
    8,
  );
}

function resourceOf(layer: LayerName, scene: Scene): fc.Arbitrary<Partial<RawStatement>> {
  if (layer === 'trust') return fc.constant({});
  // Only identity policies and boundaries may have incomplete ARNs.
  const complete = (text: string): boolean => text === '*' || text.split(':').length >= 6;
  const anyLength = layer === 'identity' || layer === 'boundary';
  const some = oneOrSeveral(fc.constantFrom(...scene.resourcePatterns.filter((text) => anyLength || complete(text))));
  return rarely<Partial<RawStatement>>(
    some.map((NotResource) => ({ NotResource })),
    some.map((Resource) => ({ Resource })),
    6,
  );
}

/** None to three; two with one operator share its block, unless they name one key. */
function conditionsOf(scene: Scene): fc.Arbitrary<Partial<RawStatement>> {
  const counts = fc.constantFrom(0, 0, 1, 1, 1, 2, 3);
  return counts
    .chain((count) => fc.array(conditionOf(scene), { minLength: count, maxLength: count }))
    .map((blocks) => {
      const Condition: Record<string, Record<string, Values>> = {};
      for (const [operator, keys] of blocks.flatMap((block: ConditionBlock) => Object.entries(block))) {
        for (const [key, values] of Object.entries(keys)) {
          const given = Object.keys(Condition[operator] ?? {}).map((name) => name.toLowerCase());
          if (!given.includes(key.toLowerCase())) Condition[operator] = { ...Condition[operator], [key]: values };
        }
      }
      return blocks.length === 0 ? {} : { Condition };
    });
}

function oneOrSeveral(value: fc.Arbitrary<string>): fc.Arbitrary<Values> {
  return fc.oneof<fc.Arbitrary<Values>[]>(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}
