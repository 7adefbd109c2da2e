import {
  boundaryArn,
  nobodyRevoked,
  type PolicySet,
  revocationsArn,
  revocationsPolicy,
  roleArn,
} from '@leasehold/policies';
import { ManagedPolicy } from './managed-policy.ts';
import { Role } from './role.ts';

/** What a deployment creates in IAM. */
export interface Provisioned {
  /** By ARN. */
  readonly roles: Map<string, Role>;
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  /** The one of them that says who is revoked. */
  readonly revocations: ManagedPolicy;
}

/**
 * The roles and managed policies of the deployment, with the very documents a real one has. Each role's own permissions are
 * an inline policy of the role's name; the revocations are attached to both tenant roles.
 * @throws PolicyGrammarError for a set with a document that IAM would not store
 */
export function provisioned({ deployment, documents }: PolicySet, now: number): Provisioned {
  const { readerRole, writerRole, taskRole, notifierRole, boundaryPolicy } = deployment;
  const boundary = new ManagedPolicy(boundaryPolicy, boundaryArn(deployment), documents['tenant-boundary'], now);
  const revocations = new ManagedPolicy(
    deployment.revocationsPolicy,
    revocationsArn(deployment),
    revocationsPolicy(deployment, nobodyRevoked),
    now,
  );
  const role = (name: string, trust: unknown, permissions: unknown, isTenant: boolean): readonly [string, Role] => {
    const arn = roleArn(deployment, name);
    const attached = isTenant ? [revocations] : [];
    const inline = { [name]: permissions };
    return [arn, new Role(name, arn, { trust, inline, attached, boundary: isTenant ? boundary : null }, now)];
  };
  return {
    roles: new Map([
      role(readerRole, documents['tenant-reader-trust'], documents['tenant-reader'], true),
      role(writerRole, documents['tenant-writer-trust'], documents['tenant-writer'], true),
      role(taskRole, documents['task-role-trust'], documents['task-role'], false),
      role(notifierRole, documents['notifier-role-trust'], documents['notifier-role'], false),
    ]),
    revocations,
    policies: new Map([boundary, revocations].map((policy) => [policy.arn, policy])),
  };
}
