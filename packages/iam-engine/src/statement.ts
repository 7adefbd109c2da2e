import { type ActionList, listsAction } from './action-list.ts';
import type { Condition } from './condition.ts';
import type { Miss, StatementRef } from './decision.ts';
import type { Pattern } from './matching/pattern.ts';
import { isSpared, type Naming, namingOf, type PrincipalList } from './principal-list.ts';
import type { Question } from './question.ts';
import type { Principal } from './request.ts';

/** One statement, compiled. `negated` is the Not… form of an element; `null` means the element is not in the grammar. */
export interface Statement {
  readonly ref: StatementRef;
  readonly principals: { readonly negated: boolean; readonly list: PrincipalList } | null;
  readonly actions: { readonly negated: boolean; readonly list: ActionList };
  readonly resources: { readonly negated: boolean; readonly patterns: readonly Pattern[] } | null;
  readonly conditions: readonly Condition[];
}

/** The first element that keeps a statement from applying, or `null` when it applies. */
type MissedElement = 'Principal' | 'Action' | 'Resource' | Condition | null;

/** Whether every element of `statement` matches. */
export function applies(statement: Statement, question: Question): boolean {
  return missedElement(statement, question) === null;
}

/** Why `statement` does not apply, or `null` when it does. */
export function missOf(statement: Statement, question: Question): Miss | null {
  const missed = missedElement(statement, question);
  if (missed === null) return null;
  if (typeof missed === 'string') return { statement: statement.ref, element: missed };
  return {
    statement: statement.ref,
    element: 'Condition',
    operator: missed.operator,
    key: missed.key,
    expected: missed.expected(question.context),
    actual: missed.actual(question.context),
  };
}

/**
 * How far a statement that applies names the caller. "Permissions boundaries and session policies do not limit permissions granted
 * using the aws:PrincipalArn condition key with a wildcard(*) in the Principal element" (IAM user guide, policy evaluation logic).
 * The guide names no operator, so any counts.
 */
export function namingBy({ principals, conditions }: Statement, principal: Principal): Naming {
  if (principals === null) return 'none';
  const byArn = principals.list.everyone && conditions.some(({ key }) => key.toLowerCase() === 'aws:principalarn');
  return byArn && principal.type === 'AWS' ? 'session' : namingOf(principals.list, principal);
}

function missedElement(statement: Statement, question: Question): MissedElement {
  if (!matchesPrincipal(statement, question)) return 'Principal';
  const { actions } = statement;
  if (listsAction(actions.list, question.action) === actions.negated) return 'Action';
  if (!matchesResource(statement, question)) return 'Resource';
  for (const condition of statement.conditions) if (!condition.isMet(question.context)) return condition;
  return null;
}

function matchesPrincipal({ principals }: Statement, { principal, bounded }: Question): boolean {
  if (principals === null) return true;
  return principals.negated
    ? !isSpared(principals.list, principal, bounded)
    : namingOf(principals.list, principal) !== 'none';
}

/**
 * A variable without a value matches no resource; in NotResource it leaves open what is excepted, so the statement does not
 * apply (IAM user guide, policy variables: "might cause the entire statement to be invalid").
 */
function matchesResource({ resources }: Statement, { resource, context }: Question): boolean {
  if (resources === null) return true;
  let listed = false;
  for (const pattern of resources.patterns) {
    const test = pattern.bind(context);
    if (test === null && resources.negated) return false;
    if (test?.(resource) === true) {
      if (!resources.negated) return true;
      listed = true;
    }
  }
  return resources.negated && !listed;
}
