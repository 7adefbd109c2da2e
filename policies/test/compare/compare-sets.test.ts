import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { compareSets } from '../../src/compare/compare-sets.ts';
import type { SetComparison } from '../../src/compare/set-comparison.ts';
import type { PolicyDocument } from '../../src/policy-document.ts';
import type { DocumentName, PolicySet } from '../../src/policy-set.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { asRendered, edited, lastOf, withStatement } from './edited-set.ts';
import { engineAllows } from './engine-allows.ts';

const reading = ['tenant-reader', 'tenant-boundary'] as const;
const writing = ['tenant-writer', 'tenant-boundary'] as const;

/** A change of the documents, and every request that it makes possible. */
interface Widening {
  readonly what: string;
  /** As rendered, when left out. */
  readonly base?: PolicySet;
  readonly set: PolicySet;
  readonly possible: readonly string[];
}

const widenings: readonly Widening[] = [
  {
    what: 'a pattern without its |SERVICE# reaches tenants whose names begin alike',
    ...lastOf(reading, 'ReadOwnItems', ['|SERVICE#*', '*']),
    possible: [
      "an item of another tenant's service",
      "an item of another tenant's shared configuration",
      "an item behind another tenant's key, of no service",
      "an item behind its tenant's key, of no service",
    ].map(
      (what) => `A reader session without a session policy may now call BatchGetItem, GetItem and Query on ${what}.`,
    ),
  },
  {
    what: 'shared configuration that wants no admin is written by any writer',
    ...lastOf(writing, 'WriteOwnSharedItems', [',"StringEquals":{"aws:PrincipalTag/UserRole":"admin"}', '']),
    possible: ['without a session policy', 'limited to shared configuration'].map(
      (limits) =>
        `A writer session with the user role writer and ${limits} may now call PutItem and UpdateItem on an item of its tenant's shared configuration.`,
    ),
  },
  {
    what: 'one more user role, in the role policy and the boundary at once',
    set: withStatement(writing, 'WriteOwnSharedItems', ['"admin"', '["admin","writer"]']),
    possible: ['without a session policy', 'limited to shared configuration'].map(
      (limits) =>
        `A writer session with the user role writer and ${limits} may now call PutItem and UpdateItem on an item of its tenant's shared configuration.`,
    ),
  },
  {
    what: 'without its Null guard an Allow is met by a request without any key',
    ...lastOf(reading, 'ReadOwnItems', ['"dynamodb:LeadingKeys":"false",', '']),
    possible: [
      'A reader session without a session policy may now call BatchGetItem, GetItem and Query on the table, without leading key.',
    ],
  },
  {
    what: 'another tenant of an issuer opens sessions',
    set: withStatement(['tenant-reader-trust'], 'ExchangeTokenOfIssuer2', ['["globex"]', '["globex","initech"]']),
    possible: ['A token of login.example.com/tenants for the tenant initech may now open a reader session.'],
  },
  {
    what: 'a session name that is not bound opens sessions that are not named after their tenant',
    set: withStatement(['tenant-writer-trust'], 'ExchangeTokenOfIssuer2', [
      '"sts:RoleSessionName":"${aws:RequestTag/TenantId}",',
      '',
    ]),
    possible: [
      'A token of login.example.com/tenants for the tenant globex may now open a writer session, its session name or source identity not being its tenant.',
    ],
  },
  {
    what: 'one more principal that the table spares',
    set: withStatement(['tenant-table'], 'DenyReadsToOthers', [
      '"arn:aws:iam::111122223333:user/leasehold-operator"',
      '"arn:aws:iam::111122223333:user/leasehold-operator","arn:aws:iam::111122223333:role/ops"',
    ]),
    possible: [
      'The role ops with every policy of its own may now call BatchGetItem, GetItem and Query on an item or the table without a leading key.',
      // The table's policy has never been about its backups.
      'The role ops with every policy of its own may now call BatchGetItem, GetItem and Query on an index, stream or backup of the table in more cases than before.',
    ],
  },
  {
    what: 'everyone whom the key takes for break-glass',
    set: withStatement(
      ['parameter-key'],
      'UseForBreakGlass',
      ['ArnEquals', 'ArnLike'],
      ['user/leasehold-operator', 'user/*'],
    ),
    possible: [
      'Another principal of the account with every policy of its own may now call Decrypt and Encrypt on the parameter key.',
    ],
  },
];

describe('Two sets of documents compared by the solver', () => {
  let solver: Solver;
  const compare = (base: PolicySet, now: PolicySet): Promise<SetComparison> => compareSets(base, now, solver);

  before(async () => {
    solver = await Solver.start(10_000);
  });

  after(() => solver.close());

  it('are alike without a single question when they are the same', async () => {
    const again = JSON.parse(JSON.stringify(asRendered)) as PolicySet;
    assert.deepEqual(await compare(asRendered, again), {
      newlyAllowed: [],
      newlyDenied: [],
      undecided: [],
      questions: 0,
    });
  });

  for (const { what, base = asRendered, set, possible } of widenings) {
    it(`name exactly what became possible, by examples that the engine confirms: ${what}`, async () => {
      const { newlyAllowed, newlyDenied, undecided } = await compare(base, set);
      assert.deepEqual(newlyAllowed.map(({ explanation }) => explanation).sort(), [...possible].sort());
      assert.deepEqual([newlyDenied, undecided], [[], []]);
      for (const change of newlyAllowed) {
        const [before, now] = [engineAllows(base, change), engineAllows(set, change)];
        if (now !== null) assert.deepEqual([before, now], [false, true], JSON.stringify(change.example));
      }
    });
  }

  it('name the statement that let a request through', async () => {
    const set = withStatement(['parameter-key'], 'UseForBreakGlass', [
      '"kms:Encrypt"',
      '"kms:Encrypt","kms:ReEncryptFrom"',
    ]);
    const { newlyAllowed } = await compare(asRendered, set);
    assert.deepEqual(
      newlyAllowed.map(({ document, sid }) => [document, sid]),
      [['parameter-key', 'UseForBreakGlass']],
    );
  });

  it('say what some calls could already, or still can, of more or fewer cases', async () => {
    const outside = without('organization-rcp', 'DenyKeyOutsideParameterStore');
    const who =
      'Under the resource control policy, the roles leasehold-tenant-reader and leasehold-tenant-writer, and the user leasehold-operator';
    const call =
      'call Decrypt, Encrypt, GenerateDataKey, GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext, GenerateDataKeyWithoutPlaintext, ReEncryptFrom and ReEncryptTo on key 1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d';
    assert.deepEqual(told(await compare(asRendered, outside)), {
      allowed: [`${who} may now ${call} in more cases than before.`],
      denied: [],
      undecided: [],
    });
    assert.deepEqual(told(await compare(outside, asRendered)), {
      allowed: [],
      denied: [`${who} may ${call} in fewer cases than before.`],
      undecided: [],
    });
  });

  const nobodyAnyMore: readonly (readonly [DocumentName, sid: string, sentence: string])[] = [
    [
      'organization-rcp',
      'DenyKeyGrantsAndReplicas',
      'Under the resource control policy, everybody may no longer call CreateGrant and ReplicateKey on key 1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d.',
    ],
    [
      'organization-scp',
      'DenyChangingBoundary',
      'Under the service control policy, everybody except the role leasehold-deployer may no longer call CreatePolicy, CreatePolicyVersion, DeletePolicy, DeletePolicyVersion and SetDefaultPolicyVersion on policy leasehold-tenant-boundary.',
    ],
  ];
  for (const [document, sid, sentence] of nobodyAnyMore) {
    it(`say that nobody may any more what is denied in every case: ${sid}`, async () => {
      assert.deepEqual(told(await compare(without(document, sid), asRendered)), {
        allowed: [],
        denied: [sentence],
        undecided: [],
      });
    });
  }

  it('do not let a caller claim to be another one', async () => {
    const { denied } = told(await compare(without('organization-rcp', 'DenyTokensOfOthers'), asRendered));
    assert.deepEqual(denied.slice(1), [
      'Under the resource control policy, a token of an issuer that is not registered, an AWS service and an anonymous caller may no longer call AssumeRoleWithWebIdentity on role leasehold-tenant-reader or leasehold-tenant-writer.',
    ]);
  });

  it('decide what hangs on the values of a key that may have several', async () => {
    assert.deepEqual(told(await compare(without('organization-scp', 'DenyTenantTagOnRoles'), asRendered)), {
      allowed: [],
      denied: [
        'Under the service control policy, the role leasehold-deployer may call CreateRole and TagRole on role leasehold-tenant-reader or leasehold-tenant-writer in fewer cases than before.',
      ],
      undecided: [],
    });
  });

  it('find nothing possible when one fence is widened and another one holds', async () => {
    const set = withStatement(['tenant-reader'], 'ReadOwnItems', ['|SERVICE#*', '*']);
    const { newlyAllowed, newlyDenied, undecided } = await compare(asRendered, set);
    assert.deepEqual([newlyAllowed, newlyDenied, undecided], [[], [], []]);
  });

  it('name what became impossible', async () => {
    const set = withStatement(['tenant-writer'], 'WriteOwnSharedItems', ['"dynamodb:PutItem",', '']);
    const { newlyAllowed, newlyDenied, undecided } = await compare(asRendered, set);
    assert.deepEqual(
      newlyDenied.map(({ explanation }) => explanation),
      ['without a session policy', 'limited to shared configuration'].map(
        (limits) =>
          `A writer session with the user role admin and ${limits} may no longer call PutItem on an item of its tenant's shared configuration.`,
      ),
    );
    assert.deepEqual([newlyAllowed, undecided], [[], []]);
    for (const change of newlyDenied) {
      assert.deepEqual([engineAllows(asRendered, change), engineAllows(set, change)], [true, false]);
    }
  });

  it('leave open what the formulas leave open, and do not call it alike', async () => {
    // The prover does not compare numbers, so the solver may say that this is not met; without the key it is.
    const set = withStatement(['parameter-key'], 'UseForBreakGlass', [
      '"StringEquals":{',
      '"NumericLessThanIfExists":{"aws:MultiFactorAuthAge":"300"},"StringEquals":{',
    ]);
    const { newlyAllowed, newlyDenied, undecided } = await compare(asRendered, set);
    assert.deepEqual([newlyAllowed, newlyDenied], [[], []]);
    assert.match(
      undecided.join('\n'),
      /^the user leasehold-operator .*kms:Decrypt on the parameter key, newly denied: z3 names/,
    );
  });

  const all = Object.keys(asRendered.documents) as readonly DocumentName[];
  const rewritings: readonly (readonly [string, PolicySet])[] = [
    ['statements in another order', edited(all, backwards)],
    ['statements cut in two', edited(all, cutInTwo)],
    [
      'a comparison that matches the same texts',
      withStatement(['session-read-service'], 'Items', ['ForAllValues:StringEquals', 'ForAllValues:StringLike']),
    ],
    [
      'a condition that follows from another one',
      withStatement(['tenant-writer'], 'WriteOwnSharedItems', [
        '"aws:PrincipalTag/TenantId":"false"',
        '"aws:PrincipalTag/TenantId":"false","aws:PrincipalTag/UserRole":"false"',
      ]),
    ],
  ];
  for (const [what, set] of rewritings) {
    it(`are alike when only their text differs: ${what}`, async () => {
      const { newlyAllowed, newlyDenied, undecided } = await compare(asRendered, set);
      assert.deepEqual([newlyAllowed, newlyDenied, undecided], [[], [], []]);
    });
  }
});

function told({ newlyAllowed, newlyDenied, undecided }: SetComparison) {
  const sentences = (changes: typeof newlyAllowed) => changes.map(({ explanation }) => explanation);
  return { allowed: sentences(newlyAllowed), denied: sentences(newlyDenied), undecided };
}

function without(document: DocumentName, sid: string): PolicySet {
  return edited([document], ({ Statement, ...rest }) => ({
    ...rest,
    Statement: Statement.filter((statement) => statement.Sid !== sid),
  }));
}

function backwards({ Statement, ...rest }: PolicyDocument): PolicyDocument {
  return { ...rest, Statement: [...Statement].reverse() };
}

/** Each statement of several actions once for the first of them and once for the others. */
function cutInTwo({ Statement, ...rest }: PolicyDocument): PolicyDocument {
  const cut = Statement.flatMap((statement) => {
    const { Sid, Action = [] } = statement;
    if (Action.length < 2) return [statement];
    return [
      { ...statement, Action: Action.slice(0, 1) },
      { ...statement, Sid: `${Sid}Others`, Action: Action.slice(1) },
    ];
  });
  return { ...rest, Statement: cut };
}
