import { and, type Formula, no, or } from '../proof/smt/formula.ts';
import type { Solver } from '../proof/smt/solver.ts';
import { type Direction, sidesOf } from './ask-difference.ts';
import { allAllow, type ComparedRequest, opens, type Subject } from './compared-request.ts';
import type { Finding, FoundValues } from './finding.ts';

/** What is not answered by then is not worth a longer review: it counts as yes, and the sentence says less. */
const patienceMs = 5_000;

/**
 * Which findings are of some of the calls that their sentence is about, and not of all: where the set that refuses them lets
 * others through, of the same subject and with the same values. `asked` is every request of the comparison. Whatever the
 * solver cannot decide is of some.
 */
export async function weighed(
  findings: readonly Omit<Finding, 'partly'>[],
  direction: Direction,
  asked: readonly ComparedRequest[],
  solver: Solver,
): Promise<readonly Finding[]> {
  const alike = Map.groupBy(asked, ({ subject }) => keyOf(subject));
  const known = new Map<string, boolean>();
  const answers: Finding[] = [];
  for (const finding of findings) {
    const key = JSON.stringify([keyOf(finding.subject), finding.values]);
    const requests = alike.get(keyOf(finding.subject)) ?? [];
    const partly = known.get(key) ?? (await someAllow(requests, direction, finding.values, solver));
    known.set(key, partly);
    answers.push({ ...finding, partly });
  }
  return answers;
}

function keyOf(subject: Subject): string {
  return JSON.stringify(subject);
}

async function someAllow(
  requests: readonly ComparedRequest[],
  direction: Direction,
  values: readonly FoundValues[],
  solver: Solver,
): Promise<boolean> {
  for (const request of requests) {
    if (await mayAllow(request, direction, within(request, values), solver)) return true;
  }
  return false;
}

async function mayAllow(
  request: ComparedRequest,
  direction: Direction,
  also: readonly Formula[],
  solver: Solver,
): Promise<boolean> {
  const [refusing] = sidesOf(request, direction);
  const allowed = and(allAllow(refusing.checks), ...also);
  const possible = and(allowed, opens(refusing));
  if (allowed === no || possible === no) return false;
  // Most of what can never be is seen without asking how the session comes to be, as for the difference itself.
  for (const formula of new Set([allowed, possible])) {
    const answer = await solver.ask(request.unknowns.about(formula), formula, patienceMs);
    if (answer.kind === 'never') return false;
  }
  return true;
}

/** Only requests with the values that were found; where the difference hangs on none, with any. */
function within({ splits }: ComparedRequest, values: readonly FoundValues[]): readonly Formula[] {
  return values.flatMap(({ of, words }) => {
    const found = splits.find((split) => split.of === of)?.values.filter(({ word }) => words.includes(word)) ?? [];
    return words.length === 0 ? [] : [or(...found.map(({ holds }) => holds))];
  });
}
