import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import {
  type AuthorizationRequest,
  type Decision,
  evaluate,
  loadPolicy,
  type PolicyLayers,
  type Principal,
} from '../src/index.ts';

type Layer = keyof PolicyLayers;

interface Case {
  readonly name: string;
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: AuthorizationRequest['context'];
  readonly version?: string;
  /** The statements of each layer's policies. */
  readonly layers: Readonly<Partial<Record<Layer, readonly (readonly object[])[]>>>;
  readonly expect: Decision['effect'];
  /** The deciding statements; for an implicit deny the layer, then what each Allow missed. */
  readonly by: readonly string[];
}

interface Table {
  readonly callers: Readonly<Record<string, Principal>>;
  readonly groups: readonly { readonly topic: string; readonly source: string; readonly cases: readonly Case[] }[];
}

const table: Table = JSON.parse(readFileSync(new URL('cases/decisions.json', import.meta.url), 'utf8'));
const layerNames: readonly Layer[] = ['identity', 'boundary', 'session', 'resource', 'scp', 'rcp'];

function load(each: Case) {
  const version = each.version ?? '2012-10-17';
  const layers = layerNames.flatMap((layer) => {
    const policies = each.layers[layer]?.map((Statement) => loadPolicy(layer, layer, { Version: version, Statement }));
    return policies === undefined ? [] : [[layer, policies] as const];
  });
  return Object.fromEntries(layers);
}

function reasons(decision: Decision): readonly string[] {
  if (decision.effect === 'explicit-deny') return [`${decision.statement.policy}/${decision.statement.sid}`];
  if (decision.effect === 'allow') {
    assert.deepEqual(decision.statement, decision.allowedBy[0]);
    return decision.allowedBy.map(({ policy, sid }) => `${policy}/${sid}`);
  }
  const missed = decision.misses.map(
    ({ statement, element }) => `${statement.policy}/${statement.sid} missed ${element}`,
  );
  return [decision.layer, ...missed];
}

describe('decisions', () => {
  for (const { topic, cases } of table.groups) {
    describe(topic, () => {
      for (const each of cases) {
        it(each.name, () => {
          const principal = table.callers[each.caller];
          assert.ok(principal, `unknown caller ${each.caller}`);
          const { action, resource, context = {} } = each;
          const decision = evaluate(load(each), { principal, action, resource, context });
          assert.deepEqual([decision.effect, ...reasons(decision)], [each.expect, ...each.by]);
        });
      }
    });
  }
});
