import type { PolicySet } from '../policy-set.ts';
import {
  differences,
  nameCharacter,
  type Pair,
  serviceGrammar,
  tagCharacter,
  tenantGrammar,
} from '../proof/model/names.ts';
import { type SymbolicSession, symbolicSession } from '../proof/model/session.ts';
import { isIn } from '../proof/smt/formula.ts';
import { anyCharacter, many } from '../proof/smt/language.ts';
import { concat, constant, type Text } from '../proof/smt/text.ts';
import { Unknowns } from '../proof/smt/unknowns.ts';
import { tagAndTenant, tenants } from '../proof/theorems/foreign-targets.ts';
import { type Aim, elsewhere } from './elsewhere.ts';
import type { ArnPlace } from './named-places.ts';
import type { SessionKind } from './session-kind.ts';
import {
  behindName,
  belowPath,
  besidePath,
  everybodys,
  itemOf,
  nobodys,
  outsideServices,
  severalItems,
  severalOwnItems,
} from './session-targets.ts';

/** A session and what it may ask for, in symbols. */
export interface SessionScene {
  readonly kind: SessionKind;
  readonly unknowns: Unknowns;
  readonly session: SymbolicSession;
  /** Of its session policy; `null` for none, and for the shared configuration. */
  readonly service: Text | null;
  readonly other: Text | null;
  readonly otherService: Text | null;
  readonly targets: readonly Aim[];
  /** The same as the one target, with each of its keys alone. */
  readonly parts: readonly Aim[];
}

/** How far the questions of a kind of session go. */
export interface Scope {
  /** Leading keys of one call, at most. */
  readonly keys: number;
  readonly services: readonly string[];
  /** Where else resources can be. */
  readonly places: readonly ArnPlace[];
}

/** What is behind `|SERVICE#` in a key may be any text; in a path, a slash would make it something below a service. */
const keyServices = differences(['r', 's'], [anyCharacter, nameCharacter], serviceGrammar);
const pathServices = differences(['r', 's'], [nameCharacter, nameCharacter], serviceGrammar);

/** Every kind of thing a session can ask for, each owner's in scenes of their own: for each way in which two names can differ. */
export function* sessionScenes(set: PolicySet, kind: SessionKind, scope: Scope): Generator<SessionScene> {
  const tagged = kind.tags !== 'no TenantId';
  if (tagged) yield ownThings(set, kind);
  if (tagged && kind.policy === 'service') {
    for (const difference of keyServices) yield itemOfOtherService(set, kind, difference.make);
    for (const difference of pathServices) yield pathOfOtherService(set, kind, difference.make);
  }
  // A session policy is made for a tenant's name; without one the tag is whatever STS takes.
  for (const difference of kind.policy === 'none' ? tagAndTenant : tenants) {
    const unknowns = new Unknowns();
    const pair = difference.make(unknowns);
    yield anotherTenant(set, kind, unknowns, pair.one, pair.other);
    if (!tagged) break;
  }
  for (const difference of tenants) if (tagged) yield behindAnotherTenant(set, kind, difference.make);
  yield ofNobody(set, kind);
  yield ofEverybody(set, kind);
  if (tagged) yield* severalOwn(set, kind, scope.keys);
  yield several(set, kind, scope.keys);
  yield ofOthers(set, kind, scope);
}

function ownThings(set: PolicySet, kind: SessionKind): SessionScene {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  const service = kind.policy === 'service' ? unknowns.word('s', serviceGrammar) : anyService(unknowns);
  const { deployment } = set;
  const shared = itemOf(deployment, "an item of its tenant's shared configuration", tenant, null);
  const behind = behindName(deployment, "its tenant's", tenant, unknowns);
  const inService = concat(tenant, constant('/'), service);
  const whose = kind.policy === 'service' ? 'its service' : 'a service of its tenant';
  const below =
    kind.policy === 'none'
      ? belowPath(deployment, 'its tenant', tenant, unknowns)
      : [
          ...belowPath(deployment, whose, inService, unknowns),
          ...besidePath(deployment, whose, inService, unknowns),
          ...outsideServices(deployment, tenant, unknowns),
        ];
  return scene(set, kind, unknowns, tenant, {
    service,
    other: tenant,
    targets: [itemOf(deployment, `an item of ${whose}`, tenant, service), shared, ...below, ...behind],
  });
}

function itemOfOtherService(set: PolicySet, kind: SessionKind, make: (unknowns: Unknowns) => Pair): SessionScene {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  const { one: otherService, other: service } = make(unknowns);
  unknowns.prefer(isIn(otherService, serviceGrammar));
  const item = itemOf(set.deployment, 'an item of another service of its tenant', tenant, otherService);
  return scene(set, kind, unknowns, tenant, { service, other: tenant, otherService, targets: [item] });
}

function pathOfOtherService(set: PolicySet, kind: SessionKind, make: (unknowns: Unknowns) => Pair): SessionScene {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  const { one: otherService, other: service } = make(unknowns);
  unknowns.assume(isIn(otherService, serviceGrammar));
  const path = concat(tenant, constant('/'), otherService);
  const whose = 'another service of its tenant';
  const targets = [
    ...belowPath(set.deployment, whose, path, unknowns),
    ...besidePath(set.deployment, whose, path, unknowns),
  ];
  return scene(set, kind, unknowns, tenant, { service, other: tenant, otherService, targets });
}

function anotherTenant(set: PolicySet, kind: SessionKind, unknowns: Unknowns, tenant: Text, other: Text): SessionScene {
  const { deployment } = set;
  return scene(set, kind, unknowns, tenant, {
    other,
    targets: [
      itemOf(deployment, "an item of another tenant's service", other, anyService(unknowns)),
      itemOf(deployment, "an item of another tenant's shared configuration", other, null),
      ...belowPath(deployment, 'another tenant', other, unknowns),
    ],
  });
}

function behindAnotherTenant(set: PolicySet, kind: SessionKind, make: (unknowns: Unknowns) => Pair): SessionScene {
  const unknowns = new Unknowns();
  const { one: tenant, other } = make(unknowns);
  const targets = behindName(set.deployment, "another tenant's", other, unknowns);
  return scene(set, kind, unknowns, tenant, { other, targets });
}

function ofNobody(set: PolicySet, kind: SessionKind): SessionScene {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  return scene(set, kind, unknowns, tenant, { targets: nobodys(set.deployment, unknowns) });
}

function ofEverybody(set: PolicySet, kind: SessionKind): SessionScene {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', kind.policy === 'none' ? many(tagCharacter) : tenantGrammar);
  return scene(set, kind, unknowns, tenant, { targets: everybodys(set.deployment, unknowns) });
}

function* severalOwn(set: PolicySet, kind: SessionKind, keys: number): Generator<SessionScene> {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  for (const { all, each } of severalOwnItems(set.deployment, keys, tenant, unknowns)) {
    yield scene(set, kind, unknowns.copy(), tenant, { targets: [all], parts: each });
  }
}

function several(set: PolicySet, kind: SessionKind, keys: number): SessionScene {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  const { all, each } = severalItems(set.deployment, keys, unknowns);
  return scene(set, kind, unknowns, tenant, { targets: [all], parts: each });
}

function ofOthers(set: PolicySet, kind: SessionKind, { keys, services, places }: Scope): SessionScene {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', kind.policy === 'none' ? many(tagCharacter) : tenantGrammar);
  const targets = services.flatMap((service) => elsewhere(set.deployment, service, places, keys, unknowns));
  return scene(set, kind, unknowns, tenant, { targets });
}

function scene(
  set: PolicySet,
  kind: SessionKind,
  unknowns: Unknowns,
  tenant: Text,
  found: Pick<SessionScene, 'targets'> & Partial<SessionScene>,
): SessionScene {
  const tag = kind.tags === 'no TenantId' ? null : tenant;
  const shape = kind.tags === 'no UserRole' ? 'without UserRole' : 'with UserRole';
  const session = symbolicSession(set, kind.role, tag, shape, unknowns);
  const service = kind.policy === 'service' ? (found.service ?? unknowns.word('s', serviceGrammar)) : null;
  return { kind, unknowns, session, other: null, otherService: null, parts: [], ...found, service };
}

function anyService(unknowns: Unknowns): Text {
  const service = unknowns.text('service');
  unknowns.prefer(isIn(service, serviceGrammar));
  return service;
}
