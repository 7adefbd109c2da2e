import { type ActionClass, actionClasses } from '../actions/action-classes.ts';
import { type Service, type ServiceAction, services } from '../actions/service-actions.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import type { Target } from '../proof/model/target.ts';
import { and, equal, no, not } from '../proof/smt/formula.ts';
import { constant } from '../proof/smt/text.ts';
import type { Layers } from '../proof/translate/decision.ts';
import { absent, one, SymbolicContext, set as setOf } from '../proof/translate/symbolic-context.ts';
import { callerRolesFor } from '../session-tags.ts';
import { type ComparedRequest, opens, type Side, type Split } from './compared-request.ts';
import { statementsDiffer } from './differing-statements.ts';
import { type Exchange, exchange } from './exchange.ts';
import { documentsFor, layersFor, limitsOf, type SessionKind, sessionKinds } from './session-kind.ts';
import { type SessionScene, sessionScenes } from './session-scene.ts';
import { setsAskedOf } from './sets-asked-of.ts';
import { tellingKeys } from './telling-keys.ts';
import { waysIn } from './way-in.ts';

/** Every call of every kind of tenant session that the two sets could decide otherwise. */
export function* sessionCalls(
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction[],
): Generator<ComparedRequest> {
  for (const kind of sessionKinds) {
    const classes = services.flatMap((service) => differingClasses(base, now, kind, service, actions));
    if (classes.length === 0) continue;
    const firsts = classes.map(({ actions: [action = ''] }) => action);
    const documents = [base, now].flatMap((set) => documentsIn(documentsFor(set, kind, 'dynamodb')));
    for (const scene of sessionScenes(now, kind, tellingKeys(documents, firsts))) {
      yield* callsIn(base, now, scene, classes);
    }
  }
}

/** The classes of the service's actions about which the two sets say different things. */
function differingClasses(
  base: PolicySet,
  now: PolicySet,
  kind: SessionKind,
  service: Service,
  actions: readonly ServiceAction[],
): readonly ActionClass[] {
  const [before, after] = [{ ...documentsFor(base, kind, service) }, { ...documentsFor(now, kind, service) }];
  const own = actions.filter((action) => action.service === service && statementsDiffer(before, after, action.name));
  return actionClasses(own, [before, after].flatMap(documentsIn));
}

function* callsIn(
  base: PolicySet,
  now: PolicySet,
  scene: SessionScene,
  classes: readonly ActionClass[],
): Generator<ComparedRequest> {
  const exchanges = exchangesFor(base, now, scene);
  if (exchanges.length === 0) return;
  for (const target of scene.targets) {
    for (const found of classes) {
      if (found.service === target.service) yield call(base, now, scene, exchanges, target, found.actions);
    }
  }
}

function call(
  base: PolicySet,
  now: PolicySet,
  scene: SessionScene,
  exchanges: readonly Exchange[],
  target: Target,
  actions: readonly string[],
): ComparedRequest {
  const { kind, session } = scene;
  const unknowns = scene.unknowns.copy();
  const [action = ''] = actions;
  // Also of what no target fixes: one context for both sets and all of its parts, so that they speak of one request.
  const documents = [base, now].flatMap((set) => documentsIn(documentsFor(set, kind, target.service)));
  const sets = setsAskedOf(documents, action, target.keys, unknowns);
  const context = contextOf(scene, target, sets, unknowns);
  const sideOf =
    (about: Target, asked: SymbolicContext) =>
    (set: PolicySet): Side => ({
      checks: layersFor(set, kind, about).map((by) => ({
        by,
        caller: session.caller,
        request: { action, resource: about.resource, context: asked, unknowns },
      })),
      openings: exchanges.map((one) => one.checks(set)),
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
  { keys }: Target,
  sets: Target['keys'],
  unknowns: SessionScene['unknowns'],
) {
  const filled =
    kind.policy === 'none' || session.tenant === null
      ? {}
      : { '<tenant>': one(session.tenant), '<service>': one(service ?? constant('')) };
  return new SymbolicContext(unknowns, { ...sets, ...session.keys, ...filled, ...keys });
}

/** Ways into the session under either set; what neither opens is left out. */
function exchangesFor(base: PolicySet, now: PolicySet, { kind, session, unknowns }: SessionScene): readonly Exchange[] {
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
  const opening = ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML'];
  return waysIn(base, now).flatMap((way) =>
    opening
      .map((action) => exchange(now, kind.role, way, action, asked, unknowns))
      .filter((one) => [base, now].some((set) => opens({ checks: [], openings: [one.checks(set)] }) !== no)),
  );
}

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
