import { roleArn } from '../names.ts';
import type { PolicySet } from '../policy-set.ts';
import { everything } from '../proof/model/ask.ts';
import type { TenantRole } from '../proof/model/session.ts';
import { type Formula, no, truth, yes } from '../proof/smt/formula.ts';
import { constant, type Text } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import { type KeyValue, one, presenceOf, SymbolicContext } from '../proof/translate/symbolic-context.ts';
import type { Check } from './compared-request.ts';
import type { Somebody } from './somebody.ts';

/** What a session is asked for with. */
export interface Asked {
  readonly tenant: KeyValue;
  readonly userRole: KeyValue;
  readonly tagKeys: KeyValue;
  readonly transitive: KeyValue;
  readonly sessionName: Text;
  readonly source: KeyValue;
  /** Of the token; only its own issuer's name counts. */
  readonly audience?: KeyValue;
}

/** One attempt to open a session: what STS is asked, whichever trust policy decides. */
export interface Exchange {
  readonly resource: Text;
  readonly context: SymbolicContext;
  checks(set: PolicySet): readonly Check[];
}

/**
 * An attempt by one way and one action. Whoever brings tags or a source identity along must be allowed these as well (IAM
 * user guide, passing session tags; source identity). A role needs no policy of its own that allows the call, but none that
 * denies it either.
 */
export function exchange(
  { deployment }: PolicySet,
  role: TenantRole,
  way: Somebody,
  action: string,
  asked: Asked,
  unknowns: Unknowns,
): Exchange {
  const resource = constant(roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole));
  const { caller, keys } = way.as(unknowns);
  const { provider } = way;
  const context = new SymbolicContext(unknowns, {
    'aws:RequestTag/TenantId': asked.tenant,
    'aws:RequestTag/UserRole': asked.userRole,
    'aws:TagKeys': asked.tagKeys,
    'sts:TransitiveTagKeys': asked.transitive,
    'sts:RoleSessionName': one(asked.sessionName),
    'sts:SourceIdentity': asked.source,
    ...keys,
    ...(provider === null || asked.audience === undefined ? {} : { [`${provider}:aud`]: asked.audience }),
  });
  const steps: readonly { readonly action: string; readonly needed: Formula }[] = [
    { action, needed: yes },
    { action: 'sts:TagSession', needed: truth(presenceOf(asked.tagKeys) !== no) },
    { action: 'sts:SetSourceIdentity', needed: presenceOf(asked.source) },
  ];
  const isTask = caller.type === 'session' && caller.role === roleArn(deployment, deployment.taskRole);
  return {
    resource,
    context,
    checks: ({ documents }) => {
      const trust = documents[`tenant-${role}-trust`];
      const own = [{ trust }, ...(isTask ? [{ identity: [documents['task-role'], everything] }] : [])];
      return steps
        .filter(({ needed }) => needed !== no)
        .flatMap(({ action: step, needed }) =>
          own.map((by) => ({ by, caller, needed, request: { action: step, resource, context, unknowns } })),
        );
    },
  };
}
