import type { ServiceAction } from '../actions/service-actions.ts';
import type { PolicySet } from '../policy-set.ts';
import type { Counterexample } from '../proof/counterexample.ts';
import { valueIn } from '../proof/counterexample.ts';
import { type Model, textIn } from '../proof/smt/model.ts';
import type { Solver } from '../proof/smt/solver.ts';
import type { Text } from '../proof/smt/text.ts';
import { askDifference, type DifferenceAnswer, type Direction, hangsOn } from './ask-difference.ts';
import { changeSentence } from './change-sentence.ts';
import { comparedActions } from './compared-actions.ts';
import type { ComparedRequest, Split, Subject } from './compared-request.ts';
import { deciderOf } from './decided-by.ts';
import { type Finding, type FoundValues, merged } from './finding.ts';
import { organizationCalls } from './organization-calls.ts';
import { otherCalls } from './other-calls.ts';
import { serviceRoleCalls } from './service-role-calls.ts';
import { serviceRoleOpenings } from './service-role-openings.ts';
import { sessionCalls } from './session-calls.ts';
import { sessionOpenings } from './session-openings.ts';
import type { Change, SetComparison } from './set-comparison.ts';
import { weighed } from './weigh-findings.ts';

/**
 * Which requests `now` allows and `base` did not, and the other way round: of tenants' sessions, of whoever opens one, of
 * other callers, and by the organisation's policies. Every example is confirmed by the policy engine on both sets; what is
 * not, and what the solver gives up on, is undecided and makes the comparison incomplete.
 * @throws UntranslatableError for a document that the prover does not understand
 */
export async function compareSets(
  base: PolicySet,
  now: PolicySet,
  solver: Solver,
  onQuestion: (number: number) => void = () => {},
): Promise<SetComparison> {
  const findings: Record<Direction, Omit<Finding, 'partly'>[]> = { allowed: [], denied: [] };
  const asked: ComparedRequest[] = [];
  const undecided = new Set<string>();
  let questions = 0;
  for (const request of everyRequest(base, now, await comparedActions(base, now))) {
    asked.push(request);
    for (const direction of ['allowed', 'denied'] as const) {
      // Names can differ in several ways, and one of them is enough.
      if (findings[direction].some((one) => saysAll(one, request.subject))) continue;
      questions += 1;
      onQuestion(questions);
      const found = await findingOf(request, direction, { base, now }, solver, undecided);
      if (found !== null) findings[direction].push(found);
    }
  }
  return {
    newlyAllowed: changesOf(await weighed(findings.allowed, 'allowed', asked, solver), 'allowed'),
    newlyDenied: changesOf(await weighed(findings.denied, 'denied', asked, solver), 'denied'),
    undecided: [...undecided],
    questions,
  };
}

function* everyRequest(base: PolicySet, now: PolicySet, actions: readonly ServiceAction[]): Generator<ComparedRequest> {
  yield* sessionCalls(base, now, actions);
  yield* sessionOpenings(base, now, actions);
  yield* serviceRoleOpenings(base, now, actions);
  yield* otherCalls(base, now, actions);
  yield* serviceRoleCalls(base, now, actions);
  yield* organizationCalls(base, now, actions);
}

function saysAll({ subject, values }: Omit<Finding, 'partly'>, wanted: Subject): boolean {
  return values.every(({ usual }) => usual) && JSON.stringify(subject) === JSON.stringify(wanted);
}

function changesOf(findings: readonly Finding[], direction: Direction): readonly Change[] {
  return merged(findings).map((finding) => ({
    explanation: changeSentence(finding, direction),
    example: finding.example,
    ...(finding.decider ?? {}),
  }));
}

async function findingOf(
  request: ComparedRequest,
  direction: Direction,
  sets: { readonly base: PolicySet; readonly now: PolicySet },
  solver: Solver,
  undecided: Set<string>,
): Promise<Omit<Finding, 'partly'> | null> {
  const { subject, witness } = request;
  const valuesOf = async ({ of, text, values: possible, usual }: Split, model: Model): Promise<FoundValues> => {
    const words: string[] = [];
    if (!hangsOn(request, direction, text)) return { of, words, usual: true };
    for (const { word, holds } of possible) {
      const known = textIn(model, text) === word;
      const one = known ? null : await askDifference(request, direction, holds, solver);
      if (one === null || one.kind === 'found') words.push(word);
      if (one?.kind === 'undecided') undecided.add(`${about}, ${of} ${word}: ${one.why}`);
    }
    return { of, words, usual: usual.every((word) => words.includes(word)) && words.length === usual.length };
  };
  const [action = ''] = subject.actions;
  const about = `${subject.who} ${subject.limits}: ${action} on ${subject.what}, newly ${direction}`;
  const answer = await askDifference(request, direction, null, solver);
  if (answer.kind === 'undecided') undecided.add(`${about}: ${answer.why}`);
  if (answer.kind !== 'found') return null;
  const values: FoundValues[] = [];
  for (const split of request.splits) values.push(await valuesOf(split, answer.model));
  const [allowing, refusing] = direction === 'allowed' ? [sets.now, sets.base] : [sets.base, sets.now];
  const [allowed, refused] = direction === 'allowed' ? [answer.now, answer.base] : [answer.base, answer.now];
  return {
    subject,
    values,
    example: exampleOf(witness, answer),
    decider: deciderOf({ allowing, refusing }, allowed, refused),
  };
}

/** The solver's choices, with the new set's decision. */
function exampleOf(
  witness: ComparedRequest['witness'],
  { model, now }: Extract<DifferenceAnswer, { kind: 'found' }>,
): Omit<Counterexample, 'theorem'> {
  const refusing = now.find(({ decision }) => decision.effect !== 'allow') ?? now[0];
  if (refusing === undefined) throw new Error('nothing decided the request');
  const context = witness.keys().flatMap(([key, value]) => {
    const read = key.startsWith('<') ? null : valueIn(model, value);
    return read === null ? [] : [[key, read] as const];
  });
  const { sessionPolicy, tenantTag, userRole } = witness;
  return {
    role: witness.role,
    tags: {
      ...(tenantTag === null ? {} : { TenantId: textIn(model, tenantTag) }),
      ...(userRole === null ? {} : { UserRole: textIn(model, userRole) }),
    },
    sessionPolicy: sessionPolicy && { ...sessionPolicy, service: chosen(model, sessionPolicy.service) },
    tenant: chosen(model, witness.tenant),
    other: chosen(model, witness.other),
    otherService: chosen(model, witness.otherService),
    ask: { action: witness.action, resource: textIn(model, witness.resource), context: Object.fromEntries(context) },
    decision: refusing.decision,
  };
}

function chosen(model: Model, text: Text | null): string | null {
  return text === null ? null : textIn(model, text);
}
