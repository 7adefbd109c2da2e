import { loadPolicy, type Policy } from '@leasehold/iam-engine';
import { type DocumentName, type PolicySet, roleArn } from '@leasehold/policies';
import { uniqueId } from './unique-id.ts';

/** A role of the account, with the very documents a real deployment attaches. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly trust: Policy;
  readonly permissions: readonly Policy[];
  /** `undefined`: the role has no permissions boundary. */
  readonly boundary: readonly Policy[] | undefined;
  /** IAM's MaxSessionDuration, in seconds. */
  readonly maxSessionSeconds: number;
}

/** IAM's default for a role on which nothing else was set. */
const defaultMaxSessionSeconds = 3_600;

/** All roles of the deployment, by ARN. @throws PolicyGrammarError for a set with a document that IAM would not store */
export function rolesOf({ deployment, documents }: PolicySet): ReadonlyMap<string, Role> {
  const role = (
    name: string,
    trust: DocumentName,
    permissions: DocumentName,
    boundary?: DocumentName,
  ): readonly [string, Role] => {
    const arn = roleArn(deployment, name);
    return [
      arn,
      {
        name,
        arn,
        id: uniqueId('AROA'),
        trust: loadPolicy(`${name} trust`, 'trust', documents[trust]),
        permissions: [loadPolicy(name, 'identity', documents[permissions])],
        boundary: boundary === undefined ? undefined : [loadPolicy(boundary, 'boundary', documents[boundary])],
        maxSessionSeconds: defaultMaxSessionSeconds,
      },
    ];
  };
  return new Map([
    role(deployment.readerRole, 'tenant-reader-trust', 'tenant-reader', 'tenant-boundary'),
    role(deployment.writerRole, 'tenant-writer-trust', 'tenant-writer', 'tenant-boundary'),
    role(deployment.taskRole, 'task-role-trust', 'task-role'),
  ]);
}
