import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { actionClasses } from '../../src/actions/action-classes.ts';
import { type ServiceAction, serviceActions } from '../../src/actions/service-actions.ts';
import { localDeployment, type PolicyDocument, policySet, renderPolicy, revocationsPolicy } from '../../src/index.ts';
import { serviceMarker, tenantMarker } from '../../src/policy-set.ts';
import { everything, openToSessions } from '../../src/proof/model/ask.ts';
import { attempts, type Deed } from '../../src/proof/model/attempt.ts';
import { tagCharacter } from '../../src/proof/model/names.ts';
import { symbolicSession, type TenantRole } from '../../src/proof/model/session.ts';
import { and, type Formula, no, not, yes } from '../../src/proof/smt/formula.ts';
import { many } from '../../src/proof/smt/language.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { Unknowns } from '../../src/proof/smt/unknowns.ts';
import { unlisted } from '../../src/proof/theorems/boundary.ts';
import { allowed } from '../../src/proof/translate/decision.ts';
import { one, SymbolicContext } from '../../src/proof/translate/symbolic-context.ts';

/*
 * The tenant roles have two policies attached, their own and the list of revoked tenants, and the theorems speak of the first.
 * That holds because the second takes away only. Whom the list names is symbolic: one tenant revoked beside another
 * that is known, one restored.
 */

const set = policySet(localDeployment);
const roles = ['reader', 'writer'] as const;
const state = {
  revoked: ['globex', 'stand-in-A'],
  sessionsBefore: [{ tenant: 'stand-in-B', before: 1_764_072_000_000 }],
};
const list = JSON.parse(
  renderPolicy(revocationsPolicy(localDeployment, state))
    .replaceAll('stand-in-A', tenantMarker)
    .replaceAll('stand-in-B', serviceMarker),
) as PolicyDocument;

const edited = (from: string, to: string) => JSON.parse(renderPolicy(list).replace(from, to)) as PolicyDocument;

/** Allows and denies by two keys of which nothing is known, so it is every policy that a role could have. */
const anyPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: (['Allow', 'Deny'] as const).map((Effect) => ({
    Sid: Effect,
    Effect,
    Action: ['*'],
    Resource: '*',
    Condition: { StringEquals: { [`any:${Effect}`]: 'yes' } },
  })),
};

interface Asked {
  readonly unknowns: Unknowns;
  readonly violation: Formula;
}

/** A session of any tag, and the two tenants of the list as any text; the first is the session's own tenant if `isRevoked`. */
function sessionOf(role: TenantRole, isRevoked: boolean) {
  const unknowns = new Unknowns();
  const tag = unknowns.word('t', many(tagCharacter));
  const { caller, keys } = symbolicSession(set, role, tag, 'with UserRole', unknowns);
  const named = {
    [tenantMarker]: one(isRevoked ? tag : unknowns.text('revoked')),
    [serviceMarker]: one(unknowns.text('restored')),
  };
  return { what: role, caller, keys: { ...keys, ...named }, unknowns };
}

function* allowedThough(document: PolicyDocument, actions: readonly ServiceAction[]): Generator<Asked> {
  for (const role of roles) {
    const anything: Deed = {
      what: 'anything at all',
      actions: [...actions, unlisted],
      of: (unknowns) => ({ resource: unknowns.text('resource'), keys: {} }),
    };
    const layers = { identity: [everything, document], resource: [openToSessions] };
    yield* attempts(sessionOf(role, true), anything, layers, 'denied');
  }
}

function* added(document: PolicyDocument, actions: readonly ServiceAction[]): Generator<Asked> {
  for (const role of roles) {
    for (const { actions: alike } of actionClasses([...actions, unlisted], [anyPolicy, document])) {
      const [action = ''] = alike;
      const { caller, keys, unknowns } = sessionOf(role, false);
      const context = new SymbolicContext(unknowns, keys);
      const request = { action, resource: unknowns.text('resource'), context, unknowns };
      const resource = [openToSessions];
      for (const others of [{}, { resource }]) {
        const withList = allowed({ identity: [anyPolicy, document], ...others }, caller, request);
        const without = allowed({ identity: [anyPolicy], ...others }, caller, request);
        yield { unknowns, violation: and(withList, not(without)) };
      }
    }
  }
}

describe('The list of revoked tenants, beside a role policy', () => {
  let solver: Solver;
  let actions: readonly ServiceAction[];

  before(async () => {
    solver = await Solver.start(10_000);
    actions = await serviceActions();
  });

  after(() => solver.close());

  /** The first answer but `never`, if there is any. */
  async function found(questions: Iterable<Asked>): Promise<string> {
    let asked = 0;
    for (const { unknowns, violation } of questions) {
      if (asked === 0) assert.equal((await solver.ask(unknowns, yes)).kind, 'possible');
      asked += 1;
      if (violation === no) continue;
      const { kind } = await solver.ask(unknowns, violation);
      if (kind !== 'never') return kind;
    }
    assert.ok(asked > 0);
    return 'never';
  }

  it('allows nothing that the role does not allow without it, whomever it names and whatever the role allows', async () => {
    assert.equal(await found(added(list, actions)), 'never');
  });

  it('leaves a revoked tenant nothing, whatever else is attached and even if a resource names the session', async () => {
    assert.equal(await found(allowedThough(list, actions)), 'never');
  });

  it('would be seen to allow something if one statement were an Allow', async () => {
    for (const sid of ['DenyRevoked', 'DenySessionsBefore1']) {
      const slip = edited(`"Sid":"${sid}","Effect":"Deny"`, `"Sid":"${sid}","Effect":"Allow"`);
      assert.equal(await found(added(slip, actions)), 'possible', sid);
    }
  });

  it('would be seen to leave something if it asked for the time, for a part of the name, or denied one service', async () => {
    const asksForTime = '"DateLessThan":{"aws:TokenIssueTime":"2026-11-25T13:00:00Z"}';
    const slips = [
      ['"StringEquals":{', `${asksForTime},"StringEquals":{`],
      [tenantMarker, `${tenantMarker}2`],
      ['"Action":["*"]', '"Action":["dynamodb:*"]'],
      ['StringEquals', 'StringNotEquals'],
    ] as const;
    for (const [from, to] of slips) {
      assert.equal(await found(allowedThough(edited(from, to), actions)), 'possible', to);
    }
  });
});
