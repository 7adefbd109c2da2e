import { isDeepStrictEqual } from 'node:util';
import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import type { PolicyCondition, PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { PolicyError } from '../policy-error.ts';
import { inForm, type Revocations } from './revocations.ts';
import { withinManagedPolicyQuota } from './revocations-size.ts';
import { RevocationsUnreadableError } from './revocations-unreadable.ts';

const tag = 'aws:PrincipalTag/TenantId';
const issued = 'aws:TokenIssueTime';

/** IAM stores no document without a statement, and no tag can hold a `<`. */
const nobody = '<nobody>';

/**
 * The managed policy that is attached to both tenant roles: only denials, of everything, by the session's `TenantId` tag.
 * It is the one list of who is revoked, and {@link readRevocations} reads it back.
 *
 * A revoked tenant is denied whatever its sessions' time of issue, so a token that was stolen with a session opens no
 * other one that works. A restored one is denied by `aws:TokenIssueTime`, as in AWS's own `AWSRevokeOlderSessions` (IAM user
 * guide, Revoking IAM role temporary security credentials). Tenants are literal text, for a Deny whose variable does not resolve
 * silently stops applying.
 *
 * 6,144 characters hold 398 revoked tenants with names of 12 characters, and 90 with the longest (63); or, each
 * restored at a moment of its own, 27 and 22; or, all restored at once, 384 and 87.
 * @throws RevocationsSizeError, NameGrammarError, DeploymentGrammarError
 */
export function revocationsPolicy(deployment: Deployment, revocations: Revocations): PolicyDocument {
  safeDeployment(deployment);
  const state = inForm(revocations);
  return withinManagedPolicyQuota(written(state), state);
}

/**
 * Who is revoked, by a policy that {@link revocationsPolicy} wrote: the parsed JSON of its default version. Whatever else it
 * finds it refuses, the smallest difference included. @throws RevocationsUnreadableError
 */
export function readRevocations(document: unknown): Revocations {
  const state = stateOf(document);
  if (state === null || !isDeepStrictEqual(written(state), document)) throw new RevocationsUnreadableError();
  return state;
}

function written({ revoked, sessionsBefore }: Revocations): PolicyDocument {
  const moments = [...new Set(sessionsBefore.map(({ before }) => before))];
  return {
    Version: '2012-10-17',
    Statement: [
      deny('DenyRevoked', { StringEquals: { [tag]: revoked.length === 0 ? [nobody] : revoked } }),
      ...moments.map((moment, index) =>
        deny(`DenySessionsBefore${index + 1}`, {
          StringEquals: { [tag]: sessionsBefore.filter(({ before }) => before === moment).map(({ tenant }) => tenant) },
          DateLessThan: { [issued]: new Date(moment).toISOString().replace('.000Z', 'Z') },
        }),
      ),
    ],
  };
}

function deny(sid: string, condition: PolicyCondition): PolicyStatement {
  return { Sid: sid, Effect: 'Deny', Action: ['*'], Resource: '*', Condition: condition };
}

/** What a document would say if it were ours; whether it is, is seen by writing it again. */
function stateOf(document: unknown): Revocations | null {
  const [all, ...moments] = asList(member(document, 'Statement'));
  const revoked = tenantsOf(all).filter((tenant) => tenant !== nobody);
  const sessionsBefore = moments.flatMap((statement) => {
    const moment = member(member(member(statement, 'Condition'), 'DateLessThan'), issued);
    const before = typeof moment === 'string' ? Date.parse(moment) : Number.NaN;
    return tenantsOf(statement).map((tenant) => ({ tenant, before }));
  });
  if (sessionsBefore.some(({ before }) => Number.isNaN(before))) return null;
  try {
    return inForm({ revoked, sessionsBefore });
  } catch (error) {
    if (error instanceof PolicyError) throw new RevocationsUnreadableError(error);
    throw error;
  }
}

function tenantsOf(statement: unknown): readonly string[] {
  const listed = asList(member(member(member(statement, 'Condition'), 'StringEquals'), tag));
  return listed.filter((tenant) => typeof tenant === 'string');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
