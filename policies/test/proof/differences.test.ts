import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { differences, nameCharacter, tagCharacter, tenantGrammar } from '../../src/proof/model/names.ts';
import { and, equal } from '../../src/proof/smt/formula.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { constant } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';

describe('The ways in which a tag can differ from a tenant', () => {
  const ways = differences(['t', 'u'], [tagCharacter, nameCharacter], tenantGrammar);
  let solver: Solver;

  before(async () => {
    solver = await Solver.start(20_000);
  });

  after(() => solver.close());

  async function waysOf(tag: string, tenant: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { how, make } of ways) {
      const unknowns = new Unknowns();
      const { one, other } = make(unknowns);
      const both = and(equal(one, constant(tag)), equal(other, constant(tenant)));
      const { kind } = await solver.ask(unknowns, both);
      assert.notEqual(kind, 'unknown');
      if (kind === 'possible') found.push(how);
    }
    return found;
  }

  it('are all there are: every two that differ do so in just one of them, and no two that are alike do', async () => {
    const tenants = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{1,5}$/);
    const tags = fc.string({
      unit: fc.constantFrom('a', 'b', 'A', '0', '-', '_', '/', ':', '.', '@', ' ', 'é'),
      maxLength: 6,
    });
    const leaning = fc.tuple(tenants, tags, fc.nat(6)).map(([tenant, end, kept]) => tenant.slice(0, kept) + end);
    await fc.assert(
      fc.asyncProperty(fc.oneof(tags, leaning, tenants), tenants, async (tag, tenant) => {
        assert.equal((await waysOf(tag, tenant)).length, tag === tenant ? 0 : 1, `${tag} and ${tenant}`);
      }),
      { numRuns: 25 },
    );
  });

  it('tell prefix twins apart as such', async () => {
    assert.deepEqual(await waysOf('acme', 'acme2'), ['t begins u']);
    assert.deepEqual(await waysOf('acme2', 'acme'), ['u begins t']);
    assert.deepEqual(await waysOf('', 'acme'), ['t begins u']);
    assert.deepEqual(await waysOf('acne', 'acme'), ['t and u part at some character']);
  });
});
