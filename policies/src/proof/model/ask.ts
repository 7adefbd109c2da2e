import { type ActionClass, actionClasses } from '../../actions/action-classes.ts';
import type { ServiceAction } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import type { PolicyDocument } from '../../policy-document.ts';
import type { Question, Witness } from '../question.ts';
import type { Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import { allowed, type Layers } from '../translate/decision.ts';
import { type KeyValue, SymbolicContext } from '../translate/symbolic-context.ts';
import type { SymbolicSession } from './session.ts';
import type { Target } from './target.ts';
import { widelyRead } from './widely-read.ts';

/** Allows everything: stands for policies of which nothing is known. */
export const everything: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: ['*'], Resource: '*' }],
};

/** The same on the other side: a role's trust of which nothing is known. */
export const openToAll: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'OpenToAll', Effect: 'Allow', Principal: '*', Action: ['*'], Resource: '*' }],
};

/**
 * Names every caller by the condition key, which lifts the limit of boundary and session policy (IAM user guide, policy
 * evaluation logic): the most that a resource's policy can do for a session.
 */
export const openToSessions: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OpenToSessions',
      Effect: 'Allow',
      Principal: '*',
      Action: ['*'],
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalArn': '*' } },
    },
  ],
};

/** The documents in force for a session's calls; those of the thing acted on depend on the target. */
export interface Fences extends Omit<Layers, 'resource'> {
  resourceOf(target: Target): readonly PolicyDocument[] | undefined;
}

/** Every document of the fences, for sorting actions into classes. */
function documentsOf(fences: Fences, targets: readonly Target[]): readonly PolicyDocument[] {
  const { identity = [], boundary = [], session = [], scp = [], rcp = [] } = fences;
  return [identity, boundary, session, scp, rcp, ...targets.map((target) => fences.resourceOf(target) ?? [])].flat();
}

/** A key's policy as AWS makes it: the account's own policies decide. */
export const openToAccount = ({ partition, account }: Deployment): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OpenToAccount',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: ['*'],
      Resource: '*',
    },
  ],
});

/** What a question is about besides the request itself. */
export interface Ask {
  readonly fences: Fences;
  readonly session: SymbolicSession;
  readonly unknowns: Unknowns;
  readonly targets: readonly Target[];
  /** Keys that the theorem fixes for every target. */
  readonly keys?: Readonly<Record<string, KeyValue>>;
  readonly how: string;
  /** Whom the session is for, when that is not what its tag says. */
  readonly tenant?: Text;
  readonly other: Text | null;
  readonly otherService?: Text | null;
  readonly sessionPolicy?: Witness['sessionPolicy'];
}

/** Asks for each target and each class of actions whether the session may do it. */
export function* askEach(
  ask: Ask,
  actions: readonly ServiceAction[],
  wanted: (found: ActionClass) => boolean = () => true,
): Generator<Question> {
  const classes = actionClasses(actions, documentsOf(ask.fences, ask.targets)).filter(wanted);
  for (const target of ask.targets) {
    for (const found of classes) if (found.service === target.service) yield askOne(ask, target, found);
  }
}

function askOne(ask: Ask, target: Target, { actions }: ActionClass): Question {
  const { session } = ask;
  const unknowns = ask.unknowns.copy();
  const [action = ''] = actions;
  const context = new SymbolicContext(unknowns, { ...session.keys, ...ask.keys, ...target.keys });
  const request = { action, resource: target.resource, context, unknowns };
  const by = layersFor(ask.fences, target);
  const others = actions.length === 1 ? '' : ` and ${actions.length - 1} alike`;
  return {
    about: `${session.role}, ${ask.how}: ${action}${others} on ${target.what}`,
    unknowns,
    violation: allowed(by, session.caller, request),
    witness: {
      role: session.role,
      tenantTag: session.tenant,
      userRole: session.userRole,
      sessionPolicy: ask.sessionPolicy ?? null,
      tenant: ask.tenant ?? session.tenant,
      other: ask.other,
      otherService: ask.otherService ?? null,
      action,
      resource: target.resource,
      decided: { by, caller: session.caller, shouldBe: 'denied' },
      keys: () => context.entries(),
    },
  };
}

/** What is asked here is never to be allowed, so in doubt a policy allows. */
function layersFor({ resourceOf, ...layers }: Fences, target: Target): Layers {
  const resource = resourceOf(target);
  return resource === undefined ? layers : { ...layers, resource: resource.map(widelyRead) };
}
