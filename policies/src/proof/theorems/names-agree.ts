import type { Deployment } from '../../deployment.ts';
import { and, equal, type Formula, isIn, not, startsWith } from '../smt/formula.ts';
import { anyText, inTurn, word } from '../smt/language.ts';
import { concat, constant, type Text } from '../smt/text.ts';

/** What a session is opened with that says whose it is. */
export interface SessionNames {
  readonly tag: Text;
  readonly hasTag: Formula;
  readonly sessionName: Text;
  readonly sourceIdentity: Text;
  readonly hasSourceIdentity: Formula;
}

/**
 * When tag, session name and source identity are all there and agree. By user the two names are one text that begins with the
 * tag and an `@`, and the tag has no `@`. No tenant has one either, so the tag is what stands before the first `@` of the
 * name, and the name begins with no other tenant and an `@`. Solvers are asked for the former, which they see at a glance;
 * that the latter follows takes no solver.
 */
export function namesAgree(attribution: Deployment['attribution'], names: SessionNames): Formula {
  const { tag, hasTag, sessionName, sourceIdentity, hasSourceIdentity } = names;
  const all = and(hasTag, hasSourceIdentity);
  if (attribution === 'tenant') return and(all, equal(sessionName, tag), equal(sourceIdentity, tag));
  return and(
    all,
    equal(sessionName, sourceIdentity),
    startsWith(sessionName, concat(tag, constant('@'))),
    not(isIn(tag, inTurn(anyText, word('@'), anyText))),
  );
}
