import { loadPolicy, type Policy } from '@leasehold/iam-engine';
import {
  type Deployment,
  type PolicyDocument,
  roleArn,
  taskRolePolicy,
  taskRoleTrustPolicy,
  tenantReaderPolicy,
  tenantTrustPolicy,
  tenantWriterPolicy,
} from '@leasehold/policies';
import { uniqueId } from './unique-id.ts';

/** A role of the account, with the very documents a real deployment attaches. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly trust: Policy;
  readonly permissions: readonly Policy[];
  /** IAM's MaxSessionDuration, in seconds. */
  readonly maxSessionSeconds: number;
}

/** IAM's default for a role on which nothing else was set. */
const defaultMaxSessionSeconds = 3_600;

/** All roles of the deployment, by ARN. */
export function rolesOf(deployment: Deployment): ReadonlyMap<string, Role> {
  const role = (name: string, trust: PolicyDocument, permissions: PolicyDocument): readonly [string, Role] => {
    const arn = roleArn(deployment, name);
    return [
      arn,
      {
        name,
        arn,
        id: uniqueId('AROA'),
        trust: loadPolicy(`${name} trust`, 'trust', trust),
        permissions: [loadPolicy(name, 'identity', permissions)],
        maxSessionSeconds: defaultMaxSessionSeconds,
      },
    ];
  };
  return new Map([
    role(deployment.readerRole, tenantTrustPolicy(deployment, 'read'), tenantReaderPolicy(deployment)),
    role(deployment.writerRole, tenantTrustPolicy(deployment, 'write'), tenantWriterPolicy(deployment)),
    role(deployment.taskRole, taskRoleTrustPolicy(deployment), taskRolePolicy(deployment)),
  ]);
}
