import assert from 'node:assert/strict';
import { brokenSets, policySet } from '@leasehold/policies';
import { describe, it } from 'mocha';
import { knownCounterexamples } from './known-counterexamples.ts';
import { replay } from './replay.ts';

describe('a broken policy set', () => {
  const sets = brokenSets();

  it('is there for every theorem that a slip can break, and there are ten at least', () => {
    assert.ok(sets.length >= 10);
    const broken = new Set(sets.map(({ about }) => about.breaks));
    assert.deepEqual([...broken].sort(), [
      'attribution',
      'isolation',
      'read-only',
      'service isolation',
      'shared writes',
      'tokens only',
    ]);
  });

  for (const { name, about, set } of sets) {
    const healthy = policySet(set.deployment);
    const known = knownCounterexamples(set.deployment)[name] ?? [];

    describe(name, () => {
      it('lets something foreign be reached on the embedded AWS', async () => {
        assert.ok(known.length > 0, 'a request is known for it');
        for (const counterexample of known) {
          assert.equal(counterexample.theorem, about.breaks);
          const outcome = await replay(set, counterexample);
          assert.ok(outcome.reached, JSON.stringify(outcome));
        }
      });

      it('is the reason for it: AWS refuses the same under the right documents', async () => {
        for (const counterexample of known) {
          const outcome = await replay(healthy, counterexample);
          assert.ok(!outcome.reached, JSON.stringify(outcome));
        }
      });

      for (const document of about.documents) {
        it(`is mended for some request by ${document} alone`, async () => {
          const documents = { ...set.documents, [document]: healthy.documents[document] };
          const outcomes = [];
          for (const counterexample of known) outcomes.push(await replay({ ...set, documents }, counterexample));
          assert.ok(
            outcomes.some(({ reached }) => !reached),
            JSON.stringify(outcomes),
          );
        });
      }
    });
  }
});
