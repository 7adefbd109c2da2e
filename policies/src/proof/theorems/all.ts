import type { Theorem } from '../theorem.ts';
import { attribution, issuersOfASession, tagsOfASession, tokensOnly } from './attribution.ts';
import { boundary } from './boundary.ts';
import { denials } from './denials.ts';
import { isolation, isolationByBoundary, isolationByRolePolicy, isolationBySessionPolicy } from './isolation.ts';
import { keyPolicy } from './key-policy.ts';
import { liveness } from './liveness.ts';
import { livenessOfOthers } from './liveness-of-others.ts';
import { noChaining } from './no-chaining.ts';
import { notifierRole } from './notifier-role.ts';
import { notifierRoleTrust } from './notifier-role-trust.ts';
import { organizationRcp } from './organization-rcp.ts';
import { organizationScp } from './organization-scp.ts';
import { readOnly, readOnlyByEachFence } from './read-only.ts';
import { serviceIsolation } from './service-isolation.ts';
import { sessionsOpen } from './sessions-open.ts';
import { sharedWrites, sharedWritesByEachFence } from './shared-writes.ts';
import { tablePolicy } from './table-policy.ts';
import { taskRole } from './task-role.ts';
import { taskRoleTrust } from './task-role-trust.ts';

/** Every claim about the policies, in the order a reviewer asks. */
export const theorems: readonly Theorem[] = [
  isolation,
  isolationByRolePolicy,
  isolationByBoundary,
  isolationBySessionPolicy,
  serviceIsolation,
  readOnly,
  readOnlyByEachFence,
  sharedWrites,
  sharedWritesByEachFence,
  attribution,
  tagsOfASession,
  issuersOfASession,
  tokensOnly,
  noChaining,
  taskRole,
  taskRoleTrust,
  notifierRole,
  notifierRoleTrust,
  denials,
  boundary,
  tablePolicy,
  keyPolicy,
  organizationScp,
  organizationRcp,
  sessionsOpen,
  liveness,
  livenessOfOthers,
];
