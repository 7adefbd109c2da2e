import type { Deployment } from '../../deployment.ts';
import { parameterKeyArn } from '../../names.ts';
import type { PolicyDocument } from '../../policy-document.ts';
import type { PolicySet } from '../../policy-set.ts';
import { constantIn } from '../smt/text.ts';
import { everything, type Fences, openToAccount, openToAll } from './ask.ts';
import { rolePolicyName, type TenantRole } from './session.ts';
import type { Target } from './target.ts';

/*
 * Which documents a theorem puts in force. Of what a theorem does not name the worst is assumed: policies that allow
 * everything. A session policy can only take away, so without one is the worst as well, and what really happens when
 * the holder of a token goes to STS without this service.
 */

/** Everything that is deployed. */
export function allFences(set: PolicySet, role: TenantRole): Fences {
  const { documents } = set;
  return {
    identity: [documents[rolePolicyName(role)]],
    boundary: [documents['tenant-boundary']],
    resourceOf: (target) => resourcePolicies(set, target),
  };
}

/** The role policy alone. */
export function roleFence({ deployment, documents }: PolicySet, role: TenantRole): Fences {
  return { identity: [documents[rolePolicyName(role)]], resourceOf: (target) => worst(deployment, target) };
}

/** The permission boundary alone, with `Allow *` attached to the role. */
export function boundaryFence({ deployment, documents }: PolicySet): Fences {
  return {
    identity: [everything],
    boundary: [documents['tenant-boundary']],
    resourceOf: (target) => worst(deployment, target),
  };
}

/** One session policy alone, with `Allow *` attached to the role. */
export function sessionFence(document: PolicyDocument): Fences {
  return { identity: [everything], session: [document], resourceOf: () => undefined };
}

/** A role's trust may be anything; a key is open to the account's own policies; tables and parameters have no policy. */
function worst(deployment: Deployment, { service }: Target): readonly PolicyDocument[] | undefined {
  if (service === 'sts') return [openToAll];
  return service === 'kms' ? [openToAccount(deployment)] : undefined;
}

function resourcePolicies({ deployment, documents }: PolicySet, target: Target): readonly PolicyDocument[] | undefined {
  if (target.service === 'dynamodb') return [documents['tenant-table']];
  const isParameterKey = constantIn(target.resource) === parameterKeyArn(deployment);
  return isParameterKey ? [documents['parameter-key']] : worst(deployment, target);
}
