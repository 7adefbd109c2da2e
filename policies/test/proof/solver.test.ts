import assert from 'node:assert/strict';
import { evaluate, loadPolicy, type PolicyKind } from '@leasehold/iam-engine';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { equal, isIn, no, not, startsWith, yes } from '../../src/proof/smt/formula.ts';
import { anyText, inTurn, many, noneOf, range, word } from '../../src/proof/smt/language.ts';
import { textIn } from '../../src/proof/smt/model.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { concat, constant, type Text } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import { allowed, type Layers } from '../../src/proof/translate/decision.ts';
import { absent, type KeyValue, one, SymbolicContext, set } from '../../src/proof/translate/symbolic-context.ts';
import { AsTheEngine } from './as-the-engine.ts';
import { asks, layers } from './random-policies.ts';

const account = '111122223333';
const roles = fc.constantFrom(`arn:aws:iam::${account}:role/a`, `arn:aws:iam::${account}:role/c`);
const sessionNames = fc.constantFrom('one', 'two');

describe('The solver', () => {
  let solver: Solver;

  before(async () => {
    solver = await Solver.start(20_000);
  });

  after(() => solver.close());

  it('reads and gives back any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 12 }), async (value) => {
        fc.pre(!/[\ud800-\udfff]/.test(value));
        const unknowns = new Unknowns();
        const text = unknowns.text('some text');
        const answer = await solver.ask(unknowns, equal(text, constant(value)));
        assert.equal(answer.kind, 'possible');
        if (answer.kind === 'possible') assert.equal(textIn(answer.model, text), value);
      }),
      { numRuns: 40 },
    );
  });

  it('agrees with a language’s own expression on whether a text is a word of it', async () => {
    const language = inTurn(word('a*'), many(range('b', 'd')), noneOf('/*'), anyText);
    for (const value of ['a*e', 'a*bcd', 'a*/', 'a*', 'a*bd/', 'abx', 'a*\u00e9\u{1f511}', 'a*b*']) {
      const unknowns = new Unknowns();
      const text = unknowns.text('text');
      unknowns.assume(equal(text, constant(value)));
      const folded = isIn(constant(value), language) === yes;
      assert.equal((await solver.ask(unknowns, isIn(text, language))).kind, folded ? 'possible' : 'never', value);
      assert.equal((await solver.ask(unknowns, not(isIn(text, language)))).kind, folded ? 'never' : 'possible', value);
    }
  });

  it('says unknown, and not never, when it runs out of time', async () => {
    const unknowns = new Unknowns();
    const [t, u, s] = [unknowns.text('t'), unknowns.text('u'), unknowns.text('s')];
    unknowns.assume(not(equal(t, u)), isIn(t, many(noneOf('|'))), isIn(u, many(noneOf('|'))));
    const hard = startsWith(concat(u, constant('|'), s), concat(t, constant('|S')));
    const answer = await solver.ask(unknowns, hard, 50);
    assert.equal(answer.kind, 'unknown');
    assert.notEqual(await solver.ask(unknowns, hard, 50), answer, 'it is given another chance');
  });

  it('is not asked again what it answered, whoever asks', async () => {
    const begins = (by: Solver) => {
      const unknowns = new Unknowns();
      return by.ask(unknowns, startsWith(unknowns.text('t'), constant('asked once')));
    };
    const answer = await begins(solver);
    const another = await Solver.start(20_000);
    const again = await begins(another);
    another.close();
    assert.equal(answer.kind, 'possible');
    assert.equal(again, answer);
  });

  it('refuses a script it cannot read', async () => {
    const unknowns = new Unknowns();
    for (const term of ['(= x', 'never-declared', '(str.len "a")']) {
      await assert.rejects(solver.ask(unknowns, { term, opposite: 'false' }), /z3 does not read the script/, term);
    }
    assert.equal((await solver.ask(unknowns, yes)).kind, 'possible');
  });

  it('decides a request of unknown texts, each held to one value, as the policy engine decides it with those values', async () => {
    const seen = { allow: 0, 'explicit-deny': 0, 'implicit-deny': 0 };
    await fc.assert(
      fc.asyncProperty(layers, roles, sessionNames, asks, async (documents, role, sessionName, ask) => {
        const given = Object.fromEntries(
          Object.entries(documents).filter(
            ([kind, layer]) => layer !== undefined && (kind === 'identity' || kind === 'resource'),
          ),
        ) as Layers;
        const arn = `arn:aws:sts::${account}:assumed-role/${role.slice(-1)}/${sessionName}`;
        const decision = evaluate(
          Object.fromEntries(
            Object.entries(given).map(([kind, layer]) => [
              kind,
              ((layer ?? []) as readonly unknown[]).map((document, index) =>
                loadPolicy(`${kind} ${index}`, kind as PolicyKind, document),
              ),
            ]),
          ),
          { principal: { type: 'AWS', arn, account, sessionOf: role }, ...ask },
        );
        const unknowns = new AsTheEngine();
        const held = (name: string, value: string): Text => {
          const text = unknowns.text(name);
          unknowns.assume(equal(text, constant(value)));
          return text;
        };
        const keys = Object.fromEntries(
          ['k:One', 'k:Set', 'aws:PrincipalTag/T', 'aws:PrincipalArn', 'k:Gone'].map((key): [string, KeyValue] => {
            const value = (ask.context as Record<string, string | string[] | undefined>)[key];
            if (value === undefined) return [key, absent];
            if (typeof value === 'string') return [key, one(held(key, value))];
            return [key, set(...value.map((member: string) => held(key, member)))];
          }),
        );
        const caller = { type: 'session', role, account, sessionName: held('session name', sessionName) } as const;
        const resource = cutAfterAccount(ask.resource, held);
        const request = { action: ask.action, resource, context: new SymbolicContext(unknowns, keys), unknowns };
        const formula = allowed(given, caller, request);
        const answer = formula === no ? 'never' : (await solver.ask(unknowns, formula)).kind;
        // What a formula leaves open it may allow, but never refuse.
        const leftOpen = [...unknowns.declared.keys()].some((name) => /^(any|alike)-/.test(name));
        if (!leftOpen || decision.effect === 'allow') {
          assert.equal(answer, decision.effect === 'allow' ? 'possible' : 'never');
        }
        seen[decision.effect] += 1;
      }),
      { numRuns: 300 },
    );
    for (const [effect, times] of Object.entries(seen)) assert.ok(times > 2, `${effect}: ${times} times only`);
  });
});

/** As the targets are made: what comes before the resource part is known, the rest is not. */
function cutAfterAccount(arn: string, held: (name: string, value: string) => Text): Text {
  const head = /^(?:[^:]*:){5}/.exec(arn)?.[0];
  return head === undefined ? constant(arn) : concat(constant(head), held('resource', arn.slice(head.length)));
}
