import type { Deployment } from '../deployment.ts';
import type { DocumentName } from '../policy-set.ts';

/** A role that an AWS service runs something of ours as. */
export interface ServiceRole {
  /** Its name. */
  readonly role: string;
  /** For the reader: `the task role`. */
  readonly name: string;
  readonly policy: DocumentName;
  readonly trust: DocumentName;
}

export function serviceRoles({ taskRole, notifierRole }: Deployment): readonly ServiceRole[] {
  return [
    { role: taskRole, name: 'the task role', policy: 'task-role', trust: 'task-role-trust' },
    { role: notifierRole, name: "the notifier's role", policy: 'notifier-role', trust: 'notifier-role-trust' },
  ];
}
