import type { ServiceAction } from '../actions/service-actions.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { everything, openToAll } from '../proof/model/ask.ts';
import { equal, no, not, startsWith } from '../proof/smt/formula.ts';
import { concat, constant } from '../proof/smt/text.ts';
import { isServiceLinked } from '../proof/translate/caller.ts';
import { asList } from '../proof/translate/statement.ts';
import { arnPhrase } from '../review/sentence/arn-phrase.ts';
import { tokensAmong } from './audience-keys.ts';
import { callsAt, type OtherTarget, type Place } from './calls-at.ts';
import type { ComparedRequest } from './compared-request.ts';
import { everybody, hasPolicies, namesOf, type Somebody } from './somebody.ts';

/** All that a token is good for before it is exchanged. */
const forTokens: readonly string[] = ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity', 'sts:TagSession'];

type Offered = 'organization-scp' | 'organization-rcp';

/** What the organisation's two policies let through, each where it is attached and everything else allows. */
export function* organizationCalls(
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction[],
): Generator<ComparedRequest> {
  for (const name of ['organization-scp', 'organization-rcp'] as const) {
    const documents = [base.documents[name], now.documents[name]];
    const place: Place = {
      limits: name === 'organization-scp' ? 'under the service control policy' : 'under the resource control policy',
      actions: actions.map((action) => action.name),
      targets: (unknowns) => targetsNamed(now, name, documents, unknowns),
      layers: (set, caller) => [layersOf(set, name, caller)],
    };
    // A service control policy is for the principals of its own account.
    const all = everybody(now, documents)
      .filter(({ kind }) => name === 'organization-rcp' || kind === 'own')
      .map(notServiceLinked);
    const callers = all.filter(({ kind }) => kind !== 'token');
    const tokens = tokensAmong(all);
    const exchanging = [...callers, ...tokens];
    const withTokens = place.actions.filter((action) => forTokens.includes(action));
    const others = place.actions.filter((action) => !forTokens.includes(action));
    for (const caller of callers) yield* callsAt(base, now, { ...place, actions: others }, caller, namesOf(callers));
    for (const caller of exchanging) {
      yield* callsAt(base, now, { ...place, actions: withTokens }, caller, namesOf(exchanging));
    }
  }
}

function layersOf({ documents }: PolicySet, name: Offered, caller: Somebody) {
  const document = documents[name];
  if (name === 'organization-scp') return { identity: [everything], scp: [document, everything] };
  const own = hasPolicies(caller) ? { identity: [everything] } : {};
  return { ...own, resource: [openToAll], rcp: [document, openToAll] };
}

/** Control policies bind no service-linked role, so it is alike to those under either set. */
function notServiceLinked(somebody: Somebody): Somebody {
  return {
    ...somebody,
    as: (unknowns) => {
      const described = somebody.as(unknowns);
      const isLinked = isServiceLinked(described.caller);
      if (isLinked !== no) unknowns.assume(not(isLinked));
      return described;
    },
  };
}

/** Each thing that a statement names, and anything else. */
function targetsNamed(
  { deployment }: PolicySet,
  document: Offered,
  documents: readonly PolicyDocument[],
  unknowns: Parameters<Place['targets']>[0],
): readonly OtherTarget[] {
  const patterns = documents.flatMap(({ Statement }) =>
    Statement.flatMap(({ Resource, NotResource }) => asList(Resource ?? NotResource ?? [])),
  );
  const plain = [...new Set(patterns)].filter((pattern) => pattern !== '*' && !/[*?$]/.test(pattern.slice(0, -1)));
  const named = plain.map((pattern) => {
    const start = constant(pattern.replace(/\*$/, ''));
    const resource = pattern.endsWith('*') ? concat(start, unknowns.text('rest of the resource')) : start;
    return { what: arnPhrase(pattern, { document, deployment })?.text ?? pattern, resource, keys: {} };
  });
  const other = unknowns.text('another resource');
  unknowns.assume(
    ...plain.map((pattern) =>
      not(pattern.endsWith('*') ? startsWith(other, constant(pattern.slice(0, -1))) : equal(other, constant(pattern))),
    ),
  );
  return [...named, { what: 'anything else', resource: other, keys: {} }];
}
