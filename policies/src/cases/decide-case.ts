import {
  type AuthorizationRequest,
  type ContextValue,
  type Decision,
  evaluate,
  evaluateTrust,
  loadPolicy,
  type Policy,
  type PolicyKind,
  type Principal,
} from '@leasehold/iam-engine';
import { roleArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { caseDeployment, type DocumentEdit, documents, type NamedDocument } from './case-documents.ts';
import type { CaseAsk, KeyCase, ServiceCase, SessionCase, TaskCase, TrustCase } from './policy-case.ts';
import { type TrustContext, trustAsks } from './trust-asks.ts';

/** The decisions of one case, in the order asked, up to and including the first refusal. */
export type CaseDecisions = readonly Decision[];

export const asShipped: DocumentEdit = (_name, document) => document;

/** Role policy ∩ session policy, as AWS evaluates a call of a live session. */
export function decideSession(policyCase: SessionCase, edit: DocumentEdit = asShipped): CaseDecisions {
  const deployment = caseDeployment(false);
  const { role, tags, sessionPolicy, roleAllowsEverything = false } = policyCase.session;
  const rolePolicy = roleAllowsEverything ? documents.everything : documents.role(deployment, role);
  const identity = [load('identity', rolePolicy, edit)];
  const session =
    sessionPolicy === null
      ? undefined
      : [load('session', documents.session(deployment, role, sessionPolicy.tenant, sessionPolicy.service), edit)];
  const arn = roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole);
  return untilRefused(policyCase.asks, (ask) =>
    evaluate({ identity, ...(session === undefined ? {} : { session }) }, requestOf(arn, tags, ask)),
  );
}

/** The trust policy, asked for each action of one exchange. */
export function decideTrust(policyCase: TrustCase, keys: TrustContext, edit: DocumentEdit = asShipped): CaseDecisions {
  const deployment = caseDeployment(policyCase.assumeRoleTrust, policyCase.attribution);
  const trust = load('trust', documents.trust(deployment, policyCase.role), edit);
  const role = roleArn(deployment, policyCase.role === 'reader' ? deployment.readerRole : deployment.writerRole);
  const exchange = policyCase.exchange;
  const principal: Principal =
    exchange.by === 'token' ? { type: 'Federated', provider: exchange.provider } : sessionPrincipal(exchange.arn);
  return untilRefused(trustAsks(exchange, role, keys), (ask) => evaluateTrust(trust, { principal, ...ask }));
}

/** The task role's policy, or the notifier's, alone or beside one that allows everything. */
export function decideTask(policyCase: TaskCase, edit: DocumentEdit = asShipped): CaseDecisions {
  const deployment = caseDeployment(policyCase.assumeRoleTrust);
  const isTask = policyCase.role === undefined;
  const own = isTask ? documents.task(deployment) : documents.notifier(deployment);
  const attached = policyCase.alsoAllowedEverything ? [own, documents.everything] : [own];
  const identity = attached.map((named) => load('identity', named, edit));
  const role = roleArn(deployment, isTask ? deployment.taskRole : deployment.notifierRole);
  return [evaluate({ identity }, requestOf(role, {}, policyCase.ask))];
}

/** The key's own policy alone; AWS asks the caller's identity policies as well. */
export function decideKey(policyCase: KeyCase, edit: DocumentEdit = asShipped): CaseDecisions {
  const resource = [load('resource', documents.key(caseDeployment(false)), edit)];
  const own = policyCase.withoutOwnPolicy === true ? { identity: [] } : {};
  return [evaluate({ ...own, resource }, requestOf(policyCase.caller.arn, policyCase.caller.tags, policyCase.ask))];
}

/** The trust policy of the task role, or of the notifier's, asked by an AWS service. */
export function decideService(policyCase: ServiceCase, edit: DocumentEdit = asShipped): CaseDecisions {
  const deployment = caseDeployment(false);
  const isTask = policyCase.role === undefined;
  const trust = load('trust', isTask ? documents.taskTrust(deployment) : documents.notifierTrust(deployment), edit);
  const request: AuthorizationRequest = {
    principal: { type: 'Service', service: policyCase.service },
    action: policyCase.action ?? 'sts:AssumeRole',
    resource: roleArn(deployment, isTask ? deployment.taskRole : deployment.notifierRole),
    context: policyCase.context,
  };
  return [evaluateTrust(trust, request)];
}

const loaded = new WeakMap<PolicyDocument, Map<string, Policy>>();

/** The document as edited, compiled once for each name and kind for as long as it is the same object. */
export function load(kind: PolicyKind, { name, document }: NamedDocument, edit: DocumentEdit): Policy {
  const edited = edit(name, document);
  const known = loaded.get(edited) ?? new Map<string, Policy>();
  loaded.set(edited, known);
  const policy = known.get(`${kind} ${name}`) ?? loadPolicy(name, kind, edited);
  known.set(`${kind} ${name}`, policy);
  return policy;
}

export function requestOf(role: string, tags: Readonly<Record<string, string>>, ask: CaseAsk): AuthorizationRequest {
  const context: Record<string, ContextValue> = { 'aws:PrincipalArn': role, ...ask.context };
  for (const [key, value] of Object.entries(tags)) context[`aws:PrincipalTag/${key}`] = value;
  return { principal: sessionPrincipal(role), action: ask.action, resource: ask.resource, context };
}

/** A session of the role, or the user, as the Principal element sees it. */
function sessionPrincipal(role: string): Principal {
  const [, , , , account = '', name = ''] = role.split(':');
  if (!name.startsWith('role/')) return { type: 'AWS', arn: role, account };
  const arn = `arn:aws:sts::${account}:assumed-${name}/case`;
  return { type: 'AWS', arn, account, sessionOf: role };
}

export function untilRefused<Ask>(asks: readonly Ask[], decide: (ask: Ask) => Decision): CaseDecisions {
  const decisions: Decision[] = [];
  for (const ask of asks) {
    const decision = decide(ask);
    decisions.push(decision);
    if (decision.effect !== 'allow') break;
  }
  return decisions;
}
