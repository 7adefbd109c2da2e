import type { Decision, StatementRef } from '@leasehold/iam-engine';
import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { type DocumentName, documentNames, type PolicySet } from '../policy-set.ts';
import { isStandIn } from '../review/rendered/rendered-set.ts';
import type { Check } from './compared-request.ts';
import { meaningOf } from './differing-statements.ts';
import type { EngineDecision } from './engine-says.ts';

/** The statement that made the difference. */
export interface Decider {
  readonly document: DocumentName;
  readonly sid: string;
  /** Others without whose change it would not be so, or that would do it as well; absent when there is none. */
  readonly alongside?: readonly DocumentName[];
}

/**
 * What lets the request through on one side, or stopped it on the other: a statement that the other set does not have, if
 * there is one. `null` when no single statement can be named.
 */
export function deciderOf(
  sets: { readonly allowing: PolicySet; readonly refusing: PolicySet },
  allowed: readonly EngineDecision[],
  refused: readonly EngineDecision[],
): Decider | null {
  const allowing = allowed.flatMap(({ check, decision }) => statementsOf(check, sets.allowing, decision));
  const refusing = refused.flatMap(({ check, decision }) => statementsOf(check, sets.refusing, decision));
  const changed = [
    ...allowing.filter((one) => !isIn(sets.refusing, one)),
    ...refusing.filter((one) => !isIn(sets.allowing, one)),
  ];
  const real = changed.filter(({ statement }) => !isStandIn(statement));
  const [first] = real;
  if (first === undefined) return null;
  const { document } = first;
  const alongside = [...new Set(real.map((one) => one.document))].filter((one) => one !== document).sort();
  return { document, sid: first.statement.Sid, ...(alongside.length === 0 ? {} : { alongside }) };
}

interface Located {
  readonly document: DocumentName;
  readonly version: string;
  readonly statement: PolicyStatement;
}

function statementsOf(check: Check, set: PolicySet, decision: Decision): readonly Located[] {
  switch (decision.effect) {
    case 'allow':
      return decision.allowedBy.flatMap((ref) => located(check, set, ref));
    case 'explicit-deny':
      return located(check, set, decision.statement);
    case 'implicit-deny':
      return [];
  }
}

/** The engine is given documents as `<kind> <number>`, and the trust alone by itself. */
function located({ by }: Check, set: PolicySet, { policy, index }: StatementRef): readonly Located[] {
  const document = documentOf(by, policy);
  const name = documentNames.find((one) => set.documents[one] === document);
  const statement = document?.Statement[index];
  if (document === undefined || name === undefined || statement === undefined) return [];
  return [{ document: name, version: document.Version, statement }];
}

function documentOf(by: Check['by'], policy: string): PolicyDocument | undefined {
  if ('trust' in by) return by.trust;
  const [kind = '', number = '1'] = policy.split(' ');
  const layer = Object.entries(by).find(([name]) => name === kind);
  return layer?.[1]?.[Number(number) - 1];
}

function isIn(set: PolicySet, { document, version, statement }: Located): boolean {
  const meaning = meaningOf(version, statement);
  const { Version, Statement } = set.documents[document];
  return Statement.some((one) => meaningOf(Version, one) === meaning && coversAlike(one, statement));
}

function coversAlike(one: PolicyStatement, other: PolicyStatement): boolean {
  const actions = ({ Action = [], NotAction = [] }: PolicyStatement): string =>
    JSON.stringify([[...Action].sort(), [...NotAction].sort()]);
  return actions(one) === actions(other);
}
