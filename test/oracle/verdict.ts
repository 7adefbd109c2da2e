import {
  type Decision,
  evaluate,
  evaluateTrust,
  loadPolicy,
  type Policy,
  type PolicyKind,
  type PolicyLayers,
} from '@leasehold/iam-engine';
import { listOf, type Pair, type RawDocument } from './pair.ts';

/** What an engine answers; only this is compared, the reasons are each engine's own. */
export type Verdict = Decision['effect'];

/** An engine under test: ours, or one that a test broke on purpose. */
export type Engine = (pair: Pair) => Verdict;

/** This project's engine. @throws PolicyGrammarError when a generator wrote what the engine does not load */
export const ourEngine: Engine = ({ policies, request }) => {
  if (policies.trust !== undefined) return evaluateTrust(load('trust', policies.trust), request).effect;
  // A resource without a policy, and a caller without one, grant nothing; to the engine only a layer left out is unknown.
  const layers: { -readonly [name in keyof PolicyLayers]: PolicyLayers[name] } = { resource: [] };
  if (request.principal.type === 'AWS') layers.identity = [];
  for (const layer of ['identity', 'boundary', 'session', 'resource', 'scp', 'rcp'] as const) {
    const documents = policies[layer];
    if (documents === undefined) continue;
    layers[layer] = listOf<RawDocument>(documents).map((document) => load(layer, document));
  }
  return evaluate(layers, request).effect;
};

function load(kind: PolicyKind, document: RawDocument): Policy {
  return loadPolicy(kind, kind, document);
}
