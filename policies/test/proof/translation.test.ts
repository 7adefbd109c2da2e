import assert from 'node:assert/strict';
import { evaluate, loadPolicy, type Policy, type PolicyKind } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { PolicyDocument } from '../../src/index.ts';
import { constant } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import { allowed, type Layers } from '../../src/proof/translate/decision.ts';
import { absent, type KeyValue, one, SymbolicContext, set } from '../../src/proof/translate/symbolic-context.ts';
import { asks, callers, layers, sessionNames } from './random-policies.ts';

describe('The translation of policies into formulas', () => {
  it('says of a request with nothing left open just what the policy engine says', () => {
    const seen = { allow: 0, 'explicit-deny': 0, 'implicit-deny': 0 };
    fc.assert(
      fc.property(layers, callers, sessionNames, asks, (documents, role, sessionName, ask) => {
        const given = Object.fromEntries(
          Object.entries(documents).filter(([, layer]) => layer !== undefined),
        ) as Layers;
        const account = '111122223333';
        const arn = `arn:aws:sts::${account}:assumed-role/${role.slice(-1)}/${sessionName}`;
        const decision = evaluate(
          Object.fromEntries(Object.entries(given).map(([kind, layer]) => [kind, load(kind as PolicyKind, layer)])),
          { principal: { type: 'AWS', arn, account, sessionOf: role }, ...ask },
        );
        const unknowns = new Unknowns();
        const context = new SymbolicContext(unknowns, keysOf(ask.context));
        const caller = { type: 'session', role, account, sessionName: constant(sessionName) } as const;
        const request = { action: ask.action, resource: constant(ask.resource), context, unknowns };
        assert.equal(allowed(given, caller, request).term, String(decision.effect === 'allow'));
        seen[decision.effect] += 1;
      }),
      { numRuns: 5_000 },
    );
    for (const [effect, times] of Object.entries(seen)) assert.ok(times > 50, `${effect}: ${times} times only`);
  });
});

function load(kind: PolicyKind, documents: readonly PolicyDocument[]): readonly Policy[] {
  return documents.map((document, index) => loadPolicy(`${kind} ${index}`, kind, document));
}

function keysOf(context: Readonly<Record<string, string | readonly string[]>>): Record<string, KeyValue> {
  const named = ['k:One', 'k:Set', 'aws:PrincipalTag/T', 'aws:PrincipalArn', 'k:Gone'];
  return Object.fromEntries(
    named.map((key) => {
      const value = context[key];
      if (value === undefined) return [key, absent];
      return [key, typeof value === 'string' ? one(constant(value)) : set(...value.map(constant))];
    }),
  );
}
