import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type ServiceAction, serviceActions } from '../../src/actions/service-actions.ts';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import { documentNames, type PolicyDocument, type PolicySet, policySet } from '../../src/index.ts';
import { proveTheorem } from '../../src/proof/prove-theorem.ts';
import { equal } from '../../src/proof/smt/formula.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { concat, constant } from '../../src/proof/smt/text.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import { theorems } from '../../src/proof/theorems/all.ts';
import { matches } from '../../src/proof/translate/glob.ts';
import { fits, signsOf } from '../../src/proof/translate/wildcard.ts';

/** Every theorem that looks at who opens sessions of the tenant roles. */
const aboutOpening = [
  'isolation',
  'attribution',
  'tags of a session',
  'issuers of a session',
  'tokens only',
  'no chaining',
  'sessions open',
];

const setOf = (assumeRole: boolean): PolicySet => policySet({ ...caseDeployment(assumeRole), attribution: 'user' });

/** Both trust policies with `text` put in the place of another. */
function slipped(set: PolicySet, from: string, to: string): PolicySet {
  const edited = (document: PolicyDocument): PolicyDocument => {
    const text = JSON.stringify(document);
    assert.ok(text.includes(from));
    return JSON.parse(text.replaceAll(from, to)) as PolicyDocument;
  };
  const { documents } = set;
  return {
    ...set,
    documents: {
      ...documents,
      'tenant-reader-trust': edited(documents['tenant-reader-trust']),
      'tenant-writer-trust': edited(documents['tenant-writer-trust']),
    },
  };
}

describe('The proof of a deployment that attributes by user', () => {
  let solver: Solver;
  let actions: readonly ServiceAction[];

  before(async () => {
    solver = await Solver.start(30_000);
    actions = await serviceActions();
  });

  after(() => solver.close());

  async function proved(name: string, set: PolicySet) {
    const theorem = theorems.find((one) => one.name === name);
    assert.ok(theorem !== undefined);
    return proveTheorem(theorem, set, actions, solver);
  }

  for (const assumeRole of [false, true]) {
    const mode = assumeRole ? 'assume-role' : 'web-identity';
    for (const name of aboutOpening) {
      it(`holds in ${mode} mode: ${name}`, async () => {
        const result = await proved(name, setOf(assumeRole));
        assert.equal(result.status, 'proved', JSON.stringify(result, null, 2));
      });
    }

    it(`has no other documents in ${mode} mode than the one by tenant, but for who opens sessions`, () => {
      const [byUser, byTenant] = [setOf(assumeRole), policySet(caseDeployment(assumeRole))];
      for (const name of documentNames) {
        if (name === 'tenant-reader-trust' || name === 'tenant-writer-trust') continue;
        assert.deepEqual(byUser.documents[name], byTenant.documents[name], name);
      }
    });
  }

  const slips: readonly [string, string, string, (name: string, source: string, tag: string) => boolean][] = [
    [
      'the @ is left out after the tenant, so that acme2@x is a name of acme',
      '${aws:RequestTag/TenantId}@*',
      '${aws:RequestTag/TenantId}*',
      (name, _source, tag) => !name.startsWith(`${tag}@`),
    ],
    [
      'session name and source identity need not be one',
      '"sts:RoleSessionName":"${sts:SourceIdentity}",',
      '',
      (name, source) => name !== source,
    ],
    [
      'a tag may have an @ of its own',
      ',"StringNotLike":{"aws:RequestTag/TenantId":"*@*"}',
      '',
      (_name, _source, tag) => tag.includes('@'),
    ],
  ];
  for (const [what, from, to, shows] of slips) {
    it(`refutes attribution where ${what}`, async () => {
      const { status, counterexample } = await proved('attribution', slipped(setOf(true), from, to));
      assert.equal(status, 'refuted');
      const context = counterexample?.ask.context ?? {};
      const [name, source, tag] = ['sts:RoleSessionName', 'sts:SourceIdentity', 'aws:RequestTag/TenantId'].map((key) =>
        String(context[key]),
      );
      assert.ok(shows(name ?? '', source ?? '', tag ?? ''), JSON.stringify(context));
    });
  }

  it('refutes that sessions open where they are still named after the tenant alone', async () => {
    const set = slipped(setOf(false), '${aws:RequestTag/TenantId}@*', '${aws:RequestTag/TenantId}');
    assert.equal((await proved('sessions open', set)).status, 'refuted');
  });

  it('refutes attribution where the documents are those by tenant', async () => {
    const set = { ...policySet(caseDeployment(false)), deployment: setOf(false).deployment };
    assert.equal((await proved('attribution', set)).status, 'refuted');
  });

  it('looks for one character in each part of a text, known or not', async () => {
    for (const known of ['', 'ab', 'a@b']) {
      for (const open of ['', 'c', '@', 'c@', 'cc']) {
        const unknowns = new Unknowns();
        const rest = unknowns.text('rest');
        unknowns.assume(equal(rest, constant(open)));
        const parts = [
          { kind: 'any-text' } as const,
          { kind: 'text', text: constant('@') } as const,
          { kind: 'any-text' } as const,
        ];
        const { kind } = await solver.ask(unknowns, matches(concat(constant(known), rest), parts, unknowns));
        assert.equal(kind === 'possible', fits(known + open, signsOf('*@*')), `${known} and ${open}`);
        assert.notEqual(kind, 'unknown');
      }
    }
  });
});
