import {
  type AuthorizationRequest,
  type Decision,
  evaluate,
  evaluateTrust,
  loadPolicy,
  type Policy,
  type PolicyKind,
  type Principal,
} from '@leasehold/iam-engine';
import type { PolicyDocument } from '../policy-document.ts';
import { renderPolicy } from '../render.ts';
import type { Decided } from './question.ts';
import { type Model, textIn } from './smt/model.ts';
import type { Caller } from './translate/caller.ts';

/** What the policy engine says of the request, with the markers of session templates filled in. */
export function decisionOf(
  { by, caller }: Decided,
  ask: Pick<AuthorizationRequest, 'action' | 'resource' | 'context'>,
  markers: Readonly<Record<string, string>>,
  model: Model,
): Decision {
  const request: AuthorizationRequest = { principal: principalOf(caller, model), ...ask };
  if ('trust' in by) return evaluateTrust(load('trust', [by.trust], markers)[0] as Policy, request);
  const layers = Object.entries(by).map(([kind, documents]) => [kind, load(kind as PolicyKind, documents, markers)]);
  return evaluate(Object.fromEntries(layers), request);
}

function load(
  kind: PolicyKind,
  documents: readonly PolicyDocument[],
  markers: Readonly<Record<string, string>>,
): readonly Policy[] {
  return documents.map((document, number) => {
    let text = renderPolicy(document);
    for (const [marker, value] of Object.entries(markers)) text = text.replaceAll(marker, value);
    return loadPolicy(`${kind} ${number + 1}`, kind, JSON.parse(text));
  });
}

function principalOf(caller: Caller, model: Model): Principal {
  switch (caller.type) {
    case 'session': {
      const { role, account } = caller;
      const [, partition = '', , , , resource = ''] = role.split(':');
      const name = resource.slice(resource.lastIndexOf('/') + 1);
      const arn = `arn:${partition}:sts::${account}:assumed-role/${name}/${textIn(model, caller.sessionName)}`;
      return { type: 'AWS', arn, account, sessionOf: role };
    }
    case 'user':
      return { type: 'AWS', arn: caller.arn, account: caller.account };
    case 'principal': {
      const [arn, account] = [textIn(model, caller.arn), textIn(model, caller.account)];
      const role = /^arn:([^:]+):iam::\d*:role\/(?:.*\/)?([^/]*)$/.exec(arn);
      if (role === null) return { type: 'AWS', arn, account };
      const session = `arn:${role[1]}:sts::${account}:assumed-role/${role[2]}/${textIn(model, caller.sessionName)}`;
      return { type: 'AWS', arn: session, account, sessionOf: arn };
    }
    case 'federated':
      return { type: 'Federated', provider: caller.provider };
    case 'service':
      return { type: 'Service', service: caller.service };
    case 'anonymous':
      return { type: 'Anonymous' };
  }
}
