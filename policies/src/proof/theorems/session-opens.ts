import type { ServiceAction } from '../../actions/service-actions.ts';
import type { PolicySet } from '../../policy-set.ts';
import type { SymbolicSession } from '../model/session.ts';
import { sessionTagKeys } from '../promised.ts';
import { and, equal, type Formula, no, not, or } from '../smt/formula.ts';
import { anyText, either, without, word } from '../smt/language.ts';
import { constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import { trusted } from '../translate/decision.ts';
import { absent, one, SymbolicContext, set as setOf } from '../translate/symbolic-context.ts';
import { mostKeys } from './most-keys.ts';
import { openingActions } from './opening-actions.ts';
import { type WayIn, waysIn } from './ways-in.ts';

/**
 * When the trust policy opens such a session, to whoever asks and by whatever action. The tags asked for are the session's own,
 * and further ones; session name, source identity and what is transitive are left to the solver.
 */
export function sessionOpens(
  set: PolicySet,
  session: SymbolicSession,
  actions: readonly ServiceAction[],
  unknowns: Unknowns,
): Formula {
  const trust = set.documents[session.role === 'reader' ? 'tenant-reader-trust' : 'tenant-writer-trust'];
  const most = mostKeys([trust], 'aws:TagKeys');
  const opening = openingActions(actions);
  const asked = (way: WayIn, into: Unknowns): Formula =>
    or(
      ...Array.from({ length: most + 1 }, (_, further) =>
        or(...opening.map(({ name }) => exchange(set, session, way, name, further, into))),
      ),
    );
  // Most of them get nowhere, and the solver need not know what they are like.
  const possible = waysIn(set.deployment, trust, () => unknowns.copy()).map((way) => asked(way, way.unknowns) !== no);
  let number = 0;
  const ways = waysIn(set.deployment, trust, () => (possible[number++] === true ? unknowns : new Unknowns()));
  return or(...ways.filter((_, at) => possible[at]).map((way) => asked(way, unknowns)));
}

function exchange(
  { documents }: PolicySet,
  session: SymbolicSession,
  way: WayIn,
  action: string,
  further: number,
  unknowns: Unknowns,
): Formula {
  const own = [session.tenant === null ? [] : ['TenantId'], session.userRole === null ? [] : ['UserRole']].flat();
  const others = Array.from({ length: further }, () => furtherKey(unknowns));
  const keys = [...own.map(constant), ...others];
  const context = new SymbolicContext(unknowns, {
    'aws:RequestTag/TenantId': session.tenant === null ? absent : one(session.tenant),
    'aws:RequestTag/UserRole': session.userRole === null ? absent : one(session.userRole),
    'sts:RoleSessionName': one(session.caller.sessionName),
    'aws:TagKeys': keys.length === 0 ? absent : setOf(...keys),
    ...way.keys,
  });
  const trust = documents[session.role === 'reader' ? 'tenant-reader-trust' : 'tenant-writer-trust'];
  const resource = constant(session.caller.role);
  return trusted(trust, way.caller, { action, resource, context, unknowns });
}

/** STS takes no empty tag key. */
function furtherKey(unknowns: Unknowns): Text {
  const language = without(anyText, either(word(''), ...sessionTagKeys.map(word)));
  return unknowns.wordThat('further tag key', language, (key) =>
    and(...['', ...sessionTagKeys].map((taken) => not(equal(key, constant(taken))))),
  );
}
