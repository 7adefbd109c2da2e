import type { PolicyDocument, PolicyStatement } from '../../policy-document.ts';
import { and, type Formula, no, or, truth } from '../smt/formula.ts';
import type { Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import { bindResources } from './arn-pattern.ts';
import { conditionHolds, matchesNone } from './condition.ts';
import { piecesOf } from './piece.ts';
import type { SymbolicContext } from './symbolic-context.ts';
import { actionPattern } from './wildcard.ts';

/** One question to IAM whose names the solver may choose. The action is a known one. */
export interface SymbolicRequest {
  readonly action: string;
  /** The ARN acted on, or `*`. */
  readonly resource: Text;
  readonly context: SymbolicContext;
  readonly unknowns: Unknowns;
}

/** When a statement's action, resource and conditions all match; its principal is not looked at. */
export function statementApplies(read: ReadStatement, request: SymbolicRequest): Formula {
  if (!actionMatches(read.statement, request.action)) return no;
  return and(resourceMatches(read, request), conditionsHold(read, request));
}

/** A statement and whether `${…}` is a variable in it: not before version 2012-10-17. */
export interface ReadStatement {
  readonly statement: PolicyStatement;
  readonly variables: boolean;
}

export function statementsOf(document: PolicyDocument): readonly ReadStatement[] {
  const variables = document.Version === '2012-10-17';
  return document.Statement.map((statement) => ({ statement, variables }));
}

/** Whether the Action or NotAction element covers `action`; upper and lower case are alike. */
export function actionMatches(statement: PolicyStatement, action: string): boolean {
  return actionMatcher(statement)(action);
}

/** The same, for many actions. */
export function actionMatcher({ Action, NotAction }: PolicyStatement): (action: string) => boolean {
  const patterns = asList(Action ?? NotAction ?? []).map(actionPattern);
  const isListed = (action: string): boolean => patterns.some((covers) => covers(action));
  return Action === undefined ? (action) => !isListed(action) : isListed;
}

function resourceMatches({ statement, variables }: ReadStatement, request: SymbolicRequest): Formula {
  const { Resource, NotResource } = statement;
  const patterns = Resource ?? NotResource;
  if (patterns === undefined) return truth(true);
  const { context, unknowns, resource } = request;
  const parse = (text: string) => piecesOf(text, { variables, wildcards: true });
  const bound = bindResources(asList(patterns), parse, context, unknowns);
  if (Resource !== undefined) return or(...bound.map((one) => and(one.defined, one.matches(resource))));
  return matchesNone(bound, resource, { effect: statement.Effect, unknowns });
}

function conditionsHold({ statement, variables }: ReadStatement, { context, unknowns }: SymbolicRequest): Formula {
  const place = { effect: statement.Effect, variables, context, unknowns };
  return and(
    ...Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => conditionHolds(operator, key, asList(values), place)),
    ),
  );
}

/** One value or several; the operators of numbers and Booleans take those of JSON as well. */
export function asList(value: string | readonly string[]): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
