import assert from 'node:assert/strict';
import { evaluate, loadPolicy, type Policy, type PolicyKind, type Principal } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { PolicyDocument } from '../../src/index.ts';
import { constant } from '../../src/proof/smt/text.ts';
import type { Caller } from '../../src/proof/translate/caller.ts';
import { allowed, type Layers } from '../../src/proof/translate/decision.ts';
import { absent, type KeyValue, one, SymbolicContext, set } from '../../src/proof/translate/symbolic-context.ts';
import { AsTheEngine } from './as-the-engine.ts';
import { asks, callers, layers } from './random-policies.ts';

describe('The translation of policies into formulas', () => {
  it('says of a request with nothing left open just what the policy engine says', () => {
    const seen = { allow: 0, 'explicit-deny': 0, 'implicit-deny': 0 };
    fc.assert(
      fc.property(layers, callers, asks, (documents, principal, ask) => {
        const given = Object.fromEntries(
          Object.entries(documents).filter(([, layer]) => layer !== undefined),
        ) as Layers;
        const decision = evaluate(
          Object.fromEntries(Object.entries(given).map(([kind, layer]) => [kind, load(kind as PolicyKind, layer)])),
          { principal, ...ask },
        );
        for (const caller of callersOf(principal)) {
          const unknowns = new AsTheEngine();
          const context = new SymbolicContext(unknowns, keysOf(ask.context));
          const request = { action: ask.action, resource: constant(ask.resource), context, unknowns };
          assert.equal(allowed(given, caller, request).term, String(decision.effect === 'allow'), caller.type);
        }
        seen[decision.effect] += 1;
      }),
      { numRuns: 8_000 },
    );
    for (const [effect, times] of Object.entries(seen)) assert.ok(times > 50, `${effect}: ${times} times only`);
  });
});

/** Every way in which the translation may be told who asks. */
function callersOf(principal: Principal): readonly Caller[] {
  if (principal.type === 'Anonymous') return [{ type: 'anonymous' }];
  if (principal.type === 'Service') return [{ type: 'service', service: principal.service }];
  if (principal.type === 'Federated') return [{ type: 'federated', provider: principal.provider }];
  const { arn, account, sessionOf } = principal;
  const sessionName = constant(arn.slice(arn.lastIndexOf('/') + 1));
  return [
    sessionOf === undefined
      ? { type: 'user', arn, account }
      : { type: 'session', role: sessionOf, account, sessionName },
    { type: 'principal', arn: constant(sessionOf ?? arn), account: constant(account), sessionName },
  ];
}

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
