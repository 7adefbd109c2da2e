import type { Deployment, TrustedIssuer } from '../../deployment.ts';
import { oidcProviderArn, roleArn } from '../../names.ts';
import type { PolicyDocument } from '../../policy-document.ts';
import { everybodyBut, type Fresh, type SymbolicCaller, servicesNamed } from '../model/principal.ts';
import { principalsNamed } from '../model/principals-named.ts';
import { constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Caller } from '../translate/caller.ts';
import { type KeyValue, one } from '../translate/symbolic-context.ts';

/** Somebody who asks for a session of a tenant role. */
export interface WayIn {
  readonly name: string;
  readonly caller: Caller;
  readonly keys: Readonly<Record<string, KeyValue>>;
  readonly unknowns: Unknowns;
  /** The registered issuer whose token it is. */
  readonly issuer: TrustedIssuer | null;
  /** Whether the deployment means these to open sessions. */
  readonly isMeant: boolean;
}

/**
 * Everybody who could ask: each registered issuer, the task role, every other principal of any account, and, of issuers and AWS
 * services, those that the trust policy names and one that it does not. `into` is asked for unknowns once for each, in this order.
 */
export function waysIn(
  deployment: Deployment,
  trust: PolicyDocument,
  into: Fresh = () => new Unknowns(),
): readonly WayIn[] {
  const taskRole = roleArn(deployment, deployment.taskRole);
  const issuers = deployment.issuers.map((issuer) => ({ issuer, arn: oidcProviderArn(deployment, issuer.provider) }));
  const others = principalsNamed([trust], 'Federated').filter((provider) =>
    issuers.every(({ arn }) => arn !== provider),
  );
  const unregistered = [oidcProviderArn(deployment, 'unknown.example.com'), ...others];
  const wayOf = (name: string, caller: Caller): WayIn => symbolic({ what: name, caller, keys: {}, unknowns: into() });
  const task = (unknowns: Unknowns): WayIn => ({
    ...symbolic({
      what: 'the task role',
      caller: {
        type: 'session',
        role: taskRole,
        account: deployment.account,
        sessionName: unknowns.text('task session'),
      },
      keys: { 'aws:PrincipalArn': one(constant(taskRole)) },
      unknowns,
    }),
    isMeant: deployment.assumeRoleTrust,
  });
  return [
    ...issuers.map(({ issuer, arn }) => ({
      ...wayOf(`a token of ${issuer.provider}`, { type: 'federated', provider: arn }),
      issuer,
      isMeant: true,
    })),
    ...unregistered.map((provider) => wayOf(`a token of ${provider}`, { type: 'federated', provider })),
    task(into()),
    // Holders of tokens are above.
    ...everybodyBut(deployment, [taskRole], [], into).map(symbolic),
    ...servicesNamed([trust], into).map(symbolic),
  ];
}

function symbolic({ what, caller, keys, unknowns }: SymbolicCaller): WayIn {
  return { name: what, caller, keys, unknowns, issuer: null, isMeant: false };
}
