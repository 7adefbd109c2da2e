import { type AuthorizationRequest, type Decision, evaluate, type PolicyLayers } from '@leasehold/iam-engine';
import { roleArn } from '../names.ts';
import { caseDeployment, type DocumentEdit, documents } from './case-documents.ts';
import { asShipped, type CaseDecisions, load, requestOf, untilRefused } from './decide-case.ts';
import type { BoundaryCase, CallCase, FenceCase } from './policy-case.ts';

/** The boundary beside a role policy that allows everything. */
export function decideBoundary(policyCase: BoundaryCase, edit: DocumentEdit = asShipped): CaseDecisions {
  const deployment = caseDeployment(false);
  const { role, tags } = policyCase.session;
  const layers = {
    identity: [load('identity', documents.everything, edit)],
    boundary: [load('boundary', documents.boundary(deployment), edit)],
  };
  return untilRefused(policyCase.asks, (ask) => evaluate(layers, requestOf(tenantRole(role), tags, ask)));
}

/** All fences of a session's call at once, as they are deployed. */
export function decideCall(policyCase: CallCase, edit: DocumentEdit = asShipped): CaseDecisions {
  const deployment = caseDeployment(false);
  const { role, tags, sessionPolicy } = policyCase.session;
  const own: PolicyLayers = {
    identity: [load('identity', documents.role(deployment, role), edit)],
    boundary: [load('boundary', documents.boundary(deployment), edit)],
    ...(sessionPolicy === null
      ? {}
      : {
          session: [
            load('session', documents.session(deployment, role, sessionPolicy.tenant, sessionPolicy.service), edit),
          ],
        }),
  };
  const table = [load('resource', documents.table(deployment), edit)];
  const key = [load('resource', documents.key(deployment), edit)];
  return untilRefused(policyCase.asks, (ask): Decision => {
    const request = requestOf(tenantRole(role), tags, ask);
    if (ask.action.startsWith('dynamodb:')) return evaluate({ ...own, resource: table }, request);
    // A key has no use that its own policy does not allow, so that is a question of its own.
    const byKey = ask.action.startsWith('kms:') ? evaluate({ resource: key }, request) : null;
    return byKey !== null && byKey.effect !== 'allow' ? byKey : evaluate(own, request);
  });
}

/** One fence before someone whom everything else allows the call. */
export function decideFence(
  fence: 'table' | 'scp' | 'rcp',
  policyCase: FenceCase,
  assumeRoleTrust: boolean,
  edit: DocumentEdit = asShipped,
): CaseDecisions {
  const deployment = caseDeployment(assumeRoleTrust);
  const everything = load('identity', documents.everything, edit);
  const own = 'arn' in policyCase.caller ? { identity: [everything] } : {};
  const request = fenceRequest(policyCase);
  switch (fence) {
    case 'table':
      return [evaluate({ ...own, resource: [load('resource', documents.table(deployment), edit)] }, request)];
    case 'scp': {
      const scp = [load('scp', documents.everything, edit), load('scp', documents.scp(deployment), edit)];
      return [evaluate({ ...own, resource: [load('resource', documents.opened, edit)], scp }, request)];
    }
    case 'rcp': {
      const rcp = [load('rcp', documents.rcp(deployment), edit)];
      return [evaluate({ ...own, resource: [load('resource', documents.opened, edit)], rcp }, request)];
    }
  }
}

function fenceRequest({ caller, ask }: FenceCase): AuthorizationRequest {
  if ('arn' in caller) return requestOf(caller.arn, caller.tags, ask);
  if ('service' in caller) return { principal: { type: 'Service', service: caller.service }, ...ask };
  const [, name] = caller.provider.split(':oidc-provider/');
  return {
    principal: { type: 'Federated', provider: caller.provider },
    ...ask,
    context: { [`${name ?? 'saml'}:aud`]: caller.audience, ...ask.context },
  };
}

function tenantRole(role: 'reader' | 'writer'): string {
  const deployment = caseDeployment(false);
  return roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole);
}
