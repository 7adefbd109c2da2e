import type { PolicyDocument } from '../../policy-document.ts';
import { and, type Formula, no, not, or, yes } from '../smt/formula.ts';
import { constantIn } from '../smt/text.ts';
import { type Caller, namingOf, principalCovers } from './caller.ts';
import { type ReadStatement, type SymbolicRequest, statementApplies, statementsOf } from './statement.ts';

/** Documents in force, by layer; a layer that is left out does not restrict. */
export interface Layers {
  readonly identity?: readonly PolicyDocument[];
  readonly boundary?: readonly PolicyDocument[];
  readonly session?: readonly PolicyDocument[];
  /** On the thing acted on. */
  readonly resource?: readonly PolicyDocument[];
  readonly scp?: readonly PolicyDocument[];
  readonly rcp?: readonly PolicyDocument[];
}

/**
 * When IAM allows the request: no Deny anywhere, and identity or resource policy, and boundary, and session policy, and the
 * organisation's (IAM user guide, policy evaluation logic). Across accounts identity and resource must both allow.
 */
export function allowed(layers: Layers, caller: Caller, request: SymbolicRequest): Formula {
  const { identity, boundary, session, resource, scp, rcp } = layers;
  const own = [identity, boundary, session, scp].flatMap((documents) => documents ?? []);
  const theirs = [resource, rcp].flatMap((documents) => documents ?? []);
  const denied = or(
    ...statements(own, 'Deny').map((statement) => statementApplies(statement, request)),
    ...statements(theirs, 'Deny').map((statement) =>
      and(principalCovers(statement.statement, caller), statementApplies(statement, request)),
    ),
  );
  if (denied === yes) return no;
  const anyAllow = (documents: readonly PolicyDocument[] | undefined): Formula =>
    documents === undefined
      ? yes
      : or(...statements(documents, 'Allow').map((statement) => statementApplies(statement, request)));
  const byIdentity = identity === undefined ? no : anyAllow(identity);
  const grants = statements(resource ?? [], 'Allow').map((statement) => {
    const applies = statementApplies(statement, request);
    const naming = namingOf(statement.statement, caller);
    return {
      session: and(naming.session, applies),
      role: and(naming.role, applies),
      account: and(naming.account, applies),
    };
  });
  const named = (how: 'session' | 'role' | 'account'): Formula => or(...grants.map((grant) => grant[how]));
  const byResource = or(named('session'), named('role'), named('account'));
  const limits = and(anyAllow(boundary), anyAllow(session));
  const organisation = and(anyAllow(scp), theirAllow(rcp, caller, request));
  if (resource !== undefined && isAcrossAccounts(caller, request)) {
    return and(not(denied), organisation, identity === undefined ? yes : byIdentity, byResource, limits);
  }
  const either = or(byIdentity, named('role'), named('session'), identity === undefined ? named('account') : no);
  const onlyLimits = identity === undefined && resource === undefined && (boundary ?? session) !== undefined;
  return and(not(denied), organisation, or(named('session'), and(onlyLimits ? yes : either, limits)));
}

/** When a role's trust policy alone lets the caller in. */
export function trusted(trust: PolicyDocument, caller: Caller, request: SymbolicRequest): Formula {
  const of = (effect: 'Allow' | 'Deny'): Formula =>
    or(
      ...statements([trust], effect).map((statement) =>
        and(principalCovers(statement.statement, caller), statementApplies(statement, request)),
      ),
    );
  return and(of('Allow'), not(of('Deny')));
}

function theirAllow(
  documents: readonly PolicyDocument[] | undefined,
  caller: Caller,
  request: SymbolicRequest,
): Formula {
  if (documents === undefined) return yes;
  return or(
    ...statements(documents, 'Allow').map((statement) =>
      and(principalCovers(statement.statement, caller), statementApplies(statement, request)),
    ),
  );
}

function statements(documents: readonly PolicyDocument[], effect: 'Allow' | 'Deny'): readonly ReadStatement[] {
  return documents.flatMap(statementsOf).filter(({ statement }) => statement.Effect === effect);
}

/** By the account in the resource's ARN, which is always known; some resources have none. */
function isAcrossAccounts(caller: Caller, { resource }: SymbolicRequest): boolean {
  if (caller.type !== 'session' && caller.type !== 'user') return false;
  const [first] = resource;
  const start = first !== undefined && 'constant' in first ? first.constant : (constantIn(resource) ?? '');
  const account = start.split(':')[4] ?? '';
  return account !== '' && account !== caller.account;
}
