import { type Decision, evaluate, loadPolicy, type Policy, type StatementRef } from '@leasehold/iam-engine';
import { roleArn } from '../../names.ts';
import { type DocumentName, filledSession, type PolicySet } from '../../policy-set.ts';
import { documentKind } from '../rendered/document-kind.ts';
import { type Ask, askFor } from './ask.ts';
import type { AskedAction } from './asked-actions.ts';
import { nearestMisses } from './nearest-miss.ts';
import { type Owner, ownService, ownTenant } from './owner.ts';
import type { SessionKind } from './session-kind.ts';

/** A statement that decided, as `document/Sid`; `missed` when it would have allowed but for that condition key or element. */
export interface Decider {
  readonly statement: string;
  readonly missed: string | null;
}

/** How one request was decided. */
export interface Cell {
  readonly effect: Decision['effect'];
  /** All that allowed it, the one that denied it, or those that came nearest to allowing it. */
  readonly by: readonly Decider[];
  readonly ask: Ask;
}

/** What AWS answers to a session of this kind: role, boundary, session, table and key policy together. */
export function decideCell(set: PolicySet, session: SessionKind, asked: AskedAction, owner: Owner): Cell | null {
  const ask = askFor(set.deployment, asked, owner);
  if (ask === null) return null;
  const decisions = decide(set, session, ask, owner !== 'no-tag');
  const decisive =
    decisions.find(({ effect }) => effect === 'explicit-deny') ??
    decisions.find(({ effect }) => effect === 'implicit-deny');
  if (decisive !== undefined) return { effect: decisive.effect, by: decidersOf(decisive), ask };
  const all = new Map(decisions.flatMap(decidersOf).map((decider) => [decider.statement, decider]));
  return { effect: 'allow', by: [...all.values()], ask };
}

function decidersOf(decision: Decision): readonly Decider[] {
  switch (decision.effect) {
    case 'allow':
      return decision.allowedBy.map((ref) => ({ statement: nameOf(ref), missed: null }));
    case 'explicit-deny':
      return [{ statement: nameOf(decision.statement), missed: null }];
    case 'implicit-deny':
      return nearestMisses(decision.layer, decision.misses);
  }
}

/** All of these must allow. Of a key, its own policy must too, whatever IAM says (KMS developer guide, key policies). */
function decide(set: PolicySet, session: SessionKind, ask: Ask, tagged: boolean): readonly Decision[] {
  const { deployment } = set;
  const role = roleArn(deployment, session.role === 'reader' ? deployment.readerRole : deployment.writerRole);
  const request = {
    ...ask,
    principal: {
      type: 'AWS',
      arn: `arn:${deployment.partition}:sts::${deployment.account}:assumed-role/${role.split('/').at(-1)}/${ownTenant}`,
      account: deployment.account,
      sessionOf: role,
    },
    context: {
      ...ask.context,
      'aws:PrincipalArn': role,
      'aws:PrincipalTag/UserRole': session.userRole,
      ...(tagged ? { 'aws:PrincipalTag/TenantId': ownTenant } : {}),
    },
  } as const;
  const fences = {
    identity: [loaded(set, `tenant-${session.role}`)],
    boundary: [loaded(set, 'tenant-boundary')],
    ...sessionLayer(set, session),
    ...(ask.action.startsWith('dynamodb:') ? { resource: [loaded(set, 'tenant-table')] } : {}),
  };
  const ofKey = ask.action.startsWith('kms:') ? [evaluate({ resource: [loaded(set, 'parameter-key')] }, request)] : [];
  return [evaluate(fences, request), ...ofKey];
}

function sessionLayer(set: PolicySet, { role, policy }: SessionKind): { readonly session?: readonly Policy[] } {
  if (policy === 'none') return {};
  const access = role === 'reader' ? 'read' : 'write';
  const filled = filledSession(set, ownTenant, { access, service: policy === 'shared' ? null : ownService });
  return { session: [loadPolicy(`session-${access}-${policy}`, 'session', filled)] };
}

const cache = new WeakMap<object, Policy>();

/** Loading costs more than deciding, and each document is asked thousands of times. */
function loaded(set: PolicySet, name: DocumentName): Policy {
  const document = set.documents[name];
  const known = cache.get(document);
  if (known !== undefined) return known;
  const policy = loadPolicy(name, documentKind(name), document);
  cache.set(document, policy);
  return policy;
}

function nameOf(statement: StatementRef): string {
  return `${statement.policy}/${statement.sid ?? statement.index}`;
}
