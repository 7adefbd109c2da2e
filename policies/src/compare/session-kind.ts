import { parameterKeyArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';
import type { PolicySet } from '../policy-set.ts';
import { openToAccount, openToAll } from '../proof/model/ask.ts';
import { rolePolicyName, type TenantRole } from '../proof/model/session.ts';
import { constantIn } from '../proof/smt/text.ts';
import type { Layers } from '../proof/translate/decision.ts';
import type { Aim } from './elsewhere.ts';

/** A kind of session: its role, the tags it has, and the session policy it was opened with. */
export interface SessionKind {
  readonly role: TenantRole;
  readonly tags: 'both' | 'no UserRole' | 'no TenantId';
  /** `none`: the holder of a token went to STS without this service. */
  readonly policy: 'none' | 'service' | 'shared';
}

export const sessionKinds: readonly SessionKind[] = (['reader', 'writer'] as const).flatMap((role) =>
  (['both', 'no UserRole', 'no TenantId'] as const).flatMap((tags) =>
    (['none', 'service', 'shared'] as const).map((policy) => ({ role, tags, policy })),
  ),
);

const policyWords: Readonly<Record<SessionKind['policy'], string>> = {
  none: 'without a session policy',
  service: 'limited to one service',
  shared: 'limited to shared configuration',
};

/** What sets the kind apart, in words. */
export function limitsOf({ tags, policy }: SessionKind): string {
  return tags === 'both' ? policyWords[policy] : `with ${tags} tag, ${policyWords[policy]}`;
}

/** The documents that decide the kind's calls of a service, whatever they are about. */
export function documentsFor(set: PolicySet, kind: SessionKind, service: string): Layers {
  const { documents } = set;
  const access = kind.role === 'reader' ? 'read' : 'write';
  const resource: Readonly<Record<string, readonly PolicyDocument[]>> = {
    dynamodb: [documents['tenant-table']],
    kms: [documents['parameter-key']],
    // Whom another role trusts is not ours to know, so the worst is assumed.
    sts: [openToAll],
  };
  const own = resource[service];
  return {
    identity: [documents[rolePolicyName(kind.role)]],
    boundary: [documents['tenant-boundary']],
    ...(kind.policy === 'none' ? {} : { session: [documents[`session-${access}-${kind.policy}`]] }),
    ...(own === undefined ? {} : { resource: own }),
  };
}

/** The decisions that a call needs: of a key, its own policy must allow too, whatever IAM says (KMS developer guide, key policies). */
export function layersFor(set: PolicySet, kind: SessionKind, target: Aim): readonly Layers[] {
  const { resource: own, ...others } = documentsFor(set, kind, target.service);
  const policies = target.policies ?? own ?? [];
  const layers: Layers = policies.length === 0 ? others : { ...others, resource: policies };
  if (target.service !== 'kms') return [layers];
  if (target.policies !== undefined) return [layers, { resource: policies }];
  const isOurs = constantIn(target.resource) === parameterKeyArn(set.deployment);
  const resource = isOurs ? [set.documents['parameter-key']] : [openToAccount(set.deployment)];
  return [{ ...layers, resource }, { resource }];
}
