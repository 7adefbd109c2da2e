import type { Caller } from '../aws-service.ts';

/**
 * The role and session a call is about: those it asks STS for, or else its caller's own. Only faults go by it, so it
 * takes the request at its word.
 */
export function roleAndSession(
  input: Readonly<Record<string, unknown>>,
  caller: Caller,
): { readonly role: string | null; readonly session: string | null } {
  const { RoleArn: arn, RoleSessionName: name } = input;
  if (typeof arn === 'string' && typeof name === 'string') {
    return { role: arn.slice(arn.lastIndexOf('/') + 1), session: name };
  }
  return caller.type === 'session'
    ? { role: caller.roleName, session: caller.sessionName }
    : { role: null, session: null };
}
