import { type ActionClass, actionClasses } from '../actions/action-classes.ts';
import type { ServiceAction } from '../actions/service-actions.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { and, equal, no, not } from '../proof/smt/formula.ts';
import { constant } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import type { Layers } from '../proof/translate/decision.ts';
import { absent, one, SymbolicContext, set as setOf } from '../proof/translate/symbolic-context.ts';
import { callerRolesFor } from '../session-tags.ts';
import { type ComparedRequest, opens, type Side, type Split } from './compared-request.ts';
import { statementsDiffer } from './differing-statements.ts';
import type { Aim } from './elsewhere.ts';
import { type Exchange, exchange } from './exchange.ts';
import { membersNeeded } from './members-needed.ts';
import { namedPlaces } from './named-places.ts';
import { documentsFor, layersFor, limitsOf, type SessionKind, sessionKinds } from './session-kind.ts';
import { type SessionScene, sessionScenes } from './session-scene.ts';
import { setsAskedOf } from './sets-asked-of.ts';
import { everybody, type Somebody } from './somebody.ts';

type Documents = readonly PolicyDocument[];

/** Every call of every kind of tenant session that the two sets could decide otherwise. */
export function* sessionCalls(
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction<string>[],
): Generator<ComparedRequest> {
  for (const kind of sessionKinds) {
    const classes = [...Map.groupBy(actions, ({ service }) => service)].flatMap(([service, own]) =>
      differingClasses(base, now, kind, service, own),
    );
    if (classes.length === 0) continue;
    const firsts = classes.map(({ actions: [action = ''] }) => action);
    const [before, after] = [base, now].map((set) => documentsIn(documentsFor(set, kind, 'dynamodb'))) as [
      Documents,
      Documents,
    ];
    const scope = {
      keys: membersNeeded([before, after], firsts),
      services: [...new Set(classes.map(({ service }) => service))],
      places: namedPlaces(now.deployment, [...before, ...after]),
    };
    for (const scene of sessionScenes(now, kind, scope)) {
      yield* callsIn(base, now, scene, classes);
    }
  }
}

/** The classes of the service's actions about which the two sets say different things. */
function differingClasses(
  base: PolicySet,
  now: PolicySet,
  kind: SessionKind,
  service: string,
  actions: readonly ServiceAction<string>[],
): readonly ActionClass<string>[] {
  const [before, after] = [{ ...documentsFor(base, kind, service) }, { ...documentsFor(now, kind, service) }];
  const own = actions.filter((action) => statementsDiffer(before, after, action.name));
  return actionClasses(own, [before, after].flatMap(documentsIn));
}

function* callsIn(
  base: PolicySet,
  now: PolicySet,
  scene: SessionScene,
  classes: readonly ActionClass<string>[],
): Generator<ComparedRequest> {
  for (const target of scene.targets) {
    for (const found of classes) {
      if (found.service === target.service) yield call(base, now, scene, target, found.actions);
    }
  }
}

function call(
  base: PolicySet,
  now: PolicySet,
  scene: SessionScene,
  target: Aim,
  actions: readonly string[],
): ComparedRequest {
  const { kind, session } = scene;
  const unknowns = scene.unknowns.copy();
  const [action = ''] = actions;
  // Also of what no target fixes: one context for both sets and all of its parts, so that they speak of one request.
  const documents = [base, now].flatMap((set) => documentsIn(documentsFor(set, kind, target.service)));
  const sets = setsAskedOf(documents, action, target.keys, unknowns);
  const context = contextOf(scene, target, sets, unknowns);
  // Most requests are decided alike, and how the session came to be is as much again.
  let exchanges: readonly Exchange[] | undefined;
  const openingsOf = (set: PolicySet) => {
    exchanges ??= exchangesFor(base, now, scene, unknowns);
    return exchanges.map((one) => one.checks(set));
  };
  const sideOf =
    (about: Aim, asked: SymbolicContext) =>
    (set: PolicySet): Side => ({
      checks: layersFor(set, kind, about).map((by) => ({
        by,
        caller: session.caller,
        request: { action, resource: about.resource, context: asked, unknowns },
      })),
      get openings() {
        return openingsOf(set);
      },
    });
  const sides = sideOf(target, context);
  const parts = scene.parts.map((part) => sideOf(part, contextOf(scene, part, sets, unknowns)));
  return {
    subject: {
      who: [`a ${kind.role} session`],
      limits: limitsOf(kind),
      does: 'call',
      actions,
      what: [target.what],
    },
    unknowns,
    base: sides(base),
    now: sides(now),
    parts: parts.map((part) => ({ base: part(base), now: part(now) })),
    splits: userRoles(scene),
    witness: {
      role: kind.role,
      tenantTag: session.tenant,
      userRole: session.userRole,
      sessionPolicy:
        kind.policy === 'none' ? null : { access: kind.role === 'reader' ? 'read' : 'write', service: scene.service },
      tenant: session.tenant,
      other: scene.other,
      otherService: scene.otherService,
      action,
      resource: target.resource,
      keys: () => context.entries(),
    },
  };
}

function contextOf(
  { kind, session, service }: SessionScene,
  { keys }: Aim,
  sets: Aim['keys'],
  unknowns: SessionScene['unknowns'],
) {
  const filled =
    kind.policy === 'none' || session.tenant === null
      ? {}
      : { '<tenant>': one(session.tenant), '<service>': one(service ?? constant('')) };
  return new SymbolicContext(unknowns, { ...sets, ...session.keys, ...filled, ...keys });
}

/** Ways into the session under either set; what neither opens is left out. */
function exchangesFor(
  base: PolicySet,
  now: PolicySet,
  { kind, session }: SessionScene,
  unknowns: Unknowns,
): readonly Exchange[] {
  const { tenant, userRole, caller } = session;
  const tags = [...(tenant === null ? [] : ['TenantId']), ...(userRole === null ? [] : ['UserRole'])];
  const asked = {
    tenant: tenant === null ? absent : one(tenant),
    userRole: userRole === null ? absent : one(userRole),
    tagKeys: setOf(...tags.map(constant)),
    transitive: absent,
    sessionName: caller.sessionName,
    source: { kind: 'one', present: unknowns.flag('has source identity'), value: unknowns.text('source identity') },
  } as const;
  const trusts = [base, now].map(({ documents }) => documents[`tenant-${kind.role}-trust`]);
  const attempt = (way: Somebody, action: string, into: Unknowns) => exchange(now, kind.role, way, action, asked, into);
  const canOpen = (one: Exchange) =>
    [base, now].some((set) => opens({ checks: [], openings: [one.checks(set)] }) !== no);
  return everybody(now, trusts).flatMap((way) =>
    opening
      // Tried aside, since whoever cannot open it has no part in the question.
      .filter((action) => canOpen(attempt(way, action, unknowns.copy())))
      .map((action) => attempt(way, action, unknowns)),
  );
}

const opening = ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML'];

/** By the user roles that tell sessions apart, and any other. */
function userRoles({ kind, session: { userRole } }: SessionScene): readonly Split[] {
  if (userRole === null) return [];
  const words = callerRolesFor.read;
  const others = and(...words.map((word) => not(equal(userRole, constant(word)))));
  const values = words.map((word) => ({ word, holds: equal(userRole, constant(word)) }));
  const usual = callerRolesFor[kind.role === 'reader' ? 'read' : 'write'];
  return [{ of: 'user role', text: userRole, values: [...values, { word: 'another', holds: others }], usual }];
}

function documentsIn(layers: Layers): readonly PolicyDocument[] {
  return Object.values(layers).flat();
}
