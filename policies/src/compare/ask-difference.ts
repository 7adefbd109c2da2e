import { and, type Formula, no, not, yes } from '../proof/smt/formula.ts';
import type { Model } from '../proof/smt/model.ts';
import type { Solver } from '../proof/smt/solver.ts';
import { type Text, termOf } from '../proof/smt/text.ts';
import { allAllow, type ComparedRequest, opens, type Side } from './compared-request.ts';
import { type EngineDecision, engineAllows, engineOpens, engineSays } from './engine-says.ts';

/** `allowed`: by the new set and not by the old one; `denied`: the other way round. */
export type Direction = 'allowed' | 'denied';

/** Whether two sets can decide a request otherwise, in one direction. */
export type DifferenceAnswer =
  | { readonly kind: 'never' }
  | { readonly kind: 'found'; readonly model: Model; readonly base: Decisions; readonly now: Decisions }
  | { readonly kind: 'undecided'; readonly why: string };

type Decisions = readonly EngineDecision[];

/** How long to look for an example that is easily believed; without one, any will do. */
const believableMs = 1_000;

const quickMs = 500;

/**
 * Asks the solver, within what `also` says if that is not `null`, and of what it finds the policy engine, on both sets. What the engine decides otherwise is left
 * undecided: some condition was left open in the formulas.
 */
export async function askDifference(
  request: ComparedRequest,
  direction: Direction,
  also: Formula | null,
  solver: Solver,
): Promise<DifferenceAnswer> {
  const { unknowns, parts } = request;
  const whole = difference(request, direction);
  if (whole === no) return { kind: 'never' };
  const [, allowing] = sidesOf(request, direction);
  const own = and(whole, also ?? yes, ...parts.map((part) => not(difference(part, direction))));
  const violation = and(own, opens(allowing));
  if (violation === no) return { kind: 'never' };
  // Most of what can never be is seen without asking how the session comes to be, which is as much again.
  const quick = also === null ? await solver.ask(unknowns.about(own), own, quickMs) : null;
  if (quick?.kind === 'never') return quick;
  const example = textsOf(request);
  if (quick?.kind === 'possible') {
    const wished = and(violation, ...unknowns.preferences);
    const believable = await solver.ask(unknowns.about(wished, example), wished, believableMs);
    const found = believable.kind === 'possible' ? confirmed(request, direction, believable.model) : null;
    if (found !== null) return found;
  }
  const answer = await solver.ask(unknowns.about(violation, example), violation);
  if (answer.kind === 'never') return answer;
  if (answer.kind === 'unknown') return { kind: 'undecided', why: `z3 gave up: ${answer.why}` };
  return (
    confirmed(request, direction, answer.model) ?? {
      kind: 'undecided',
      why: 'z3 names a request that the policy engine decides alike under both',
    }
  );
}

/** All that an example consists of, whether the difference hangs on it or not. */
function textsOf({ witness }: ComparedRequest): readonly Text[] {
  const { tenantTag, userRole, sessionPolicy, other, otherService, resource } = witness;
  const values = witness
    .keys()
    .flatMap(([, value]) => (value.kind === 'one' ? [value.value] : value.kind === 'set' ? value.members : []));
  const named = [tenantTag, userRole, sessionPolicy?.service ?? null, other, otherService, resource];
  return [...named.filter((text) => text !== null), ...values];
}

/** Whether the difference itself hangs on the text, and not only who gets into such a session. */
export function hangsOn(request: ComparedRequest, direction: Direction, text: Text): boolean {
  const { term } = difference(request, direction);
  return term.split(/[\s()]+/).includes(termOf(text));
}

/** The side that refuses, and the one that allows. */
export function sidesOf(
  { base, now }: Pick<ComparedRequest, 'base' | 'now'>,
  direction: Direction,
): readonly [refusing: Side, allowing: Side] {
  return direction === 'allowed' ? [base, now] : [now, base];
}

function difference(request: Pick<ComparedRequest, 'base' | 'now'>, direction: Direction): Formula {
  const [refusing, allowing] = sidesOf(request, direction);
  const [refused, possible] = [not(allAllow(refusing.checks)), allAllow(allowing.checks)];
  // Alike in every term: nothing was changed that this request meets.
  if (refused.opposite === possible.term) return no;
  return and(possible, refused);
}

function confirmed(
  request: ComparedRequest,
  direction: Direction,
  model: Model,
): Extract<DifferenceAnswer, { kind: 'found' }> | null {
  const [, allowing] = sidesOf(request, direction);
  try {
    const [base, now] = [engineSays(request.base, model), engineSays(request.now, model)];
    const [refused, possible] = direction === 'allowed' ? [base, now] : [now, base];
    const holds = !engineAllows(refused) && engineAllows(possible) && engineOpens(allowing, model);
    return holds ? { kind: 'found', model, base, now } : null;
  } catch (error) {
    // The solver chose a name that no document takes, such as one that is too long.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
