import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import { loadCases } from '../../src/cases/load-cases.ts';
import { documentNames, type PolicySet, policySet } from '../../src/index.ts';
import { loadEquivalents, reasonsByName } from '../../src/mutation/equivalents.ts';
import { nameOf } from '../../src/mutation/mutant.ts';
import { mutateCommand } from '../../src/mutation/mutate-command.ts';
import { type Fate, type JudgedMutant, type MutationResult, runMutation } from '../../src/mutation/run-mutation.ts';

const sets = [policySet(caseDeployment(false)), policySet(caseDeployment(true))];
const [webIdentity] = sets;

function having(result: MutationResult, fate: Fate): readonly string[] {
  return result.judged.filter((judged) => judged.fate === fate).map(({ mutant }) => nameOf(mutant));
}

async function ofTaskRole(options: Parameters<typeof runMutation>[1]): Promise<MutationResult> {
  assert.ok(webIdentity);
  return runMutation([webIdentity], { documents: ['task-role'], ...options });
}

describe('Mutation of the documents', () => {
  it('leaves no mutant that the cases do not tell apart and no reason excuses', async () => {
    const judged: JudgedMutant[] = [];
    const result = await runMutation(sets, { onJudged: (one) => judged.push(one) });
    assert.deepEqual(having(result, 'surviving'), []);
    assert.deepEqual(result.stale, []);
    assert.deepEqual(judged, result.judged);
    assert.deepEqual(new Set(judged.map(({ mutant }) => mutant.document)), new Set(documentNames));
  });

  it('is killed by a case that has another effect, which it names', async () => {
    const { judged } = await ofTaskRole({});
    const gone = judged.find(({ mutant }) => nameOf(mutant) === 'task-role/DenySts: the statement deleted');
    assert.equal(gone?.fate, 'case');
    assert.match(gone?.by ?? '', /^web-identity: the task role /);
  });

  it('is killed by the grammar where IAM would not take the document', async () => {
    const result = await ofTaskRole({});
    assert.ok(having(result, 'grammar').includes('task-role/DenySts: Resource * deleted'));
  });

  it('lets a mutant survive that no case is about', async () => {
    const cases = loadCases().map((file) => (file.kind === 'task' ? { ...file, cases: file.cases.slice(0, 1) } : file));
    const result = await ofTaskRole({ cases });
    assert.ok(having(result, 'surviving').includes('task-role/DenySts: the statement deleted'));
  });

  it('asks the proof of what the cases leave, once each and of the mutant in its set', async () => {
    const asked: PolicySet[] = [];
    const prove = async (set: PolicySet) => {
      asked.push(set);
      return 'refuted' as const;
    };
    const result = await ofTaskRole({ equivalents: [], prove });
    assert.deepEqual(having(result, 'proof'), ['task-role/(document): Version becomes 2008-10-17']);
    assert.deepEqual(
      asked.map(({ documents }) => documents['task-role'].Version),
      ['2008-10-17'],
    );
    assert.equal(webIdentity?.documents['task-role'].Version, '2012-10-17');
  });

  it('lets a mutant survive that the proof cannot decide, and says so', async () => {
    const { judged } = await ofTaskRole({ equivalents: [], prove: async () => 'unknown' });
    const [version] = judged.filter(({ mutant }) => nameOf(mutant).endsWith('Version becomes 2008-10-17'));
    assert.equal(version?.fate, 'surviving');
    assert.equal(version?.by, 'the proof could not decide it');
  });

  it('finds an entry of the list stale when its mutant is killed, or there is none of that name', async () => {
    const mutants = ['task-role/DenySts: the statement deleted', 'task-role/DenySts: something else'];
    const { stale } = await ofTaskRole({ equivalents: [{ reason: 'none', mutants }] });
    assert.deepEqual(stale, mutants);
  });

  it('refuses a list that names a mutant twice', () => {
    const twice = { reason: 'one', mutants: ['task-role/DenySts: the statement deleted'] };
    assert.throws(() => reasonsByName([twice, twice]), /listed as equivalent twice/);
  });

  it('refuses to begin with cases that fail without a mutant', async () => {
    const cases = loadCases().flatMap((file) =>
      file.kind === 'task' ? [{ ...file, cases: file.cases.map((one) => ({ ...one, expect: 'allow' as const })) }] : [],
    );
    await assert.rejects(ofTaskRole({ cases }), /is not as written, without any mutant/);
  });

  it('prints a table and the score, and its exit status is 0', async () => {
    const lines: string[] = [];
    const states: string[] = [];
    const output = { print: (line: string) => lines.push(line), progress: (state: string) => states.push(state) };
    const documents = ['tenant-reader', 'task-role'] as const;
    assert.equal(await mutateCommand(output, { documents }), 0);
    assert.match(lines[0] ?? '', /^statement +mutants +grammar +cases +proof +equivalent +surviving$/);
    assert.ok(lines.some((line) => /^tenant-reader\/ReadOwnItems +[0-9]/.test(line)));
    assert.match(
      lines.at(-1) ?? '',
      /^[0-9]+ of [0-9]+ mutants killed \(100 %\)[.] Equivalent: [0-9]+ for a reason in .+, [0-9]+ because /,
    );
    assert.match(states.at(-1) ?? '', /^[0-9]+ mutants, 0 surviving: /);
  });

  it('prints what survives, and its exit status is 1', async () => {
    const lines: string[] = [];
    const output = { print: (line: string) => lines.push(line) };
    assert.equal(await mutateCommand(output, { documents: ['task-role'], equivalents: [] }), 1);
    assert.ok(lines.includes('survives: task-role/(document): Version becomes 2008-10-17'));
    const stale = [{ reason: 'none', mutants: ['task-role/DenySts: the statement deleted'] }];
    assert.equal(
      await mutateCommand(output, { documents: ['task-role'], equivalents: [...loadEquivalents(), ...stale] }),
      1,
    );
  });

  it('gives each equivalent a reason of a sentence', () => {
    for (const { reason, mutants } of loadEquivalents()) {
      assert.match(reason, /^[A-Z].{20,}[.]$/s);
      assert.ok(mutants.length > 0, reason);
    }
  });
});
