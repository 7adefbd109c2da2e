import type { CallerArn } from './principal-claims.ts';
import { IssuerSettingsError } from './settings.ts';

/** A role or user, with its path if it has one. No wildcard, and no session of a role: a token's `sub` is never one. */
const grammar = /^arn:aws(?:-cn|-us-gov)?:iam::([0-9]{12}):(?:role|user)\/[A-Za-z0-9+=,.@_/-]{1,576}$/;

const maxCallers = 10;

/** Who may call, by ARN. @throws IssuerSettingsError */
export function callerArns(texts: readonly string[]): ReadonlyMap<string, CallerArn> {
  const callers = new Map<string, CallerArn>();
  for (const arn of texts) {
    const account = grammar.exec(arn)?.[1];
    if (account === undefined) throw new IssuerSettingsError('callers: ARNs of IAM roles or users, without wildcards');
    callers.set(arn, { arn, account });
  }
  if (callers.size === 0 || callers.size > maxCallers)
    throw new IssuerSettingsError(`callers: 1 to ${maxCallers} ARNs`);
  return callers;
}
