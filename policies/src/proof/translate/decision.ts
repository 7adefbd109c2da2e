import type { PolicyDocument } from '../../policy-document.ts';
import { and, equal, type Formula, no, not, or, yes } from '../smt/formula.ts';
import { constant, constantIn } from '../smt/text.ts';
import { accountOf, type Caller, isPrincipal, isServiceLinked, namingOf, principalCovers } from './caller.ts';
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
 * service control policy (IAM user guide, policy evaluation logic). Across accounts identity and resource must both allow.
 * Service control policies bind principals of an account alone, resource control policies everyone, and neither binds
 * service-linked roles; resource control policies only deny, as `RCPFullAWSAccess` is always beside them.
 */
export function allowed(layers: Layers, caller: Caller, request: SymbolicRequest): Formula {
  const { identity, boundary, session, resource, rcp } = layers;
  const scp = isPrincipal(caller) ? layers.scp : undefined;
  const unbound = isServiceLinked(caller);
  const covers = ({ statement }: ReadStatement): Formula => principalCovers(statement, caller, boundary !== undefined);
  const applying = (documents: readonly PolicyDocument[] | undefined, effect: 'Allow' | 'Deny'): Formula =>
    or(...statements(documents ?? [], effect).map((statement) => statementApplies(statement, request)));
  const applyingToCaller = (documents: readonly PolicyDocument[] | undefined): Formula =>
    or(
      ...statements(documents ?? [], 'Deny').map((statement) =>
        and(covers(statement), statementApplies(statement, request)),
      ),
    );
  const denied = or(
    ...[identity, boundary, session].map((documents) => applying(documents, 'Deny')),
    applyingToCaller(resource),
    and(not(unbound), or(applying(scp, 'Deny'), applyingToCaller(rcp))),
  );
  if (denied === yes) return no;
  const anyAllow = (documents: readonly PolicyDocument[] | undefined): Formula =>
    documents === undefined ? yes : applying(documents, 'Allow');
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
  const organisation = or(unbound, anyAllow(scp));
  const within = or(byIdentity, named('role'), named('session'), identity === undefined ? named('account') : no);
  const either = identity === undefined && resource === undefined ? onlyLimits(layers, scp, unbound) : within;
  const here = or(named('session'), and(either, limits));
  const apart = resource === undefined ? no : isAcrossAccounts(caller, request);
  const across = and(identity === undefined ? yes : byIdentity, byResource, limits);
  return and(not(denied), organisation, or(and(apart, across), and(not(apart), here)));
}

/** A layer that limits counts as an Allow where neither an identity nor a resource policy was asked for. */
function onlyLimits({ boundary, session }: Layers, scp: Layers['scp'], unbound: Formula): Formula {
  if ((boundary ?? session) !== undefined) return yes;
  return scp === undefined ? no : not(unbound);
}

/** When a role's trust policy alone lets the caller in. */
export function trusted(trust: PolicyDocument, caller: Caller, request: SymbolicRequest): Formula {
  const of = (effect: 'Allow' | 'Deny'): Formula =>
    or(
      ...statements([trust], effect).map((statement) =>
        and(principalCovers(statement.statement, caller, false), statementApplies(statement, request)),
      ),
    );
  return and(of('Allow'), not(of('Deny')));
}

function statements(documents: readonly PolicyDocument[], effect: 'Allow' | 'Deny'): readonly ReadStatement[] {
  return documents.flatMap(statementsOf).filter(({ statement }) => statement.Effect === effect);
}

/**
 * By the account in the resource's ARN. Some resources have none, and of some it is the solver's choice: those count as of the
 * caller's own account, where less has to agree.
 */
function isAcrossAccounts(caller: Caller, { resource }: SymbolicRequest): Formula {
  if (!isPrincipal(caller)) return no;
  const [first] = resource;
  const start = first !== undefined && 'constant' in first ? first.constant : (constantIn(resource) ?? '');
  const segments = start.split(':');
  const account = segments.length > 5 ? (segments[4] ?? '') : '';
  return account === '' ? no : not(equal(accountOf(caller), constant(account)));
}
