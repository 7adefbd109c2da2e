import type { Theorem } from '../theorem.ts';
import { attribution, issuersOfASession, tagsOfASession, tokensOnly } from './attribution.ts';
import { isolation, isolationByBoundary, isolationByRolePolicy, isolationBySessionPolicy } from './isolation.ts';
import { liveness, sessionsOpen } from './liveness.ts';
import { readOnly, readOnlyByEachFence } from './read-only.ts';
import { serviceIsolation } from './service-isolation.ts';
import { taskRole } from './task-role.ts';

/** Every claim about the policies, in the order a reviewer asks. */
export const theorems: readonly Theorem[] = [
  isolation,
  isolationByRolePolicy,
  isolationByBoundary,
  isolationBySessionPolicy,
  serviceIsolation,
  readOnly,
  readOnlyByEachFence,
  attribution,
  tagsOfASession,
  issuersOfASession,
  tokensOnly,
  taskRole,
  sessionsOpen,
  liveness,
];
