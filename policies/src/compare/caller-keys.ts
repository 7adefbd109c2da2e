import type { Unknowns } from '../proof/smt/unknowns.ts';
import { absent, type KeyValue, one } from '../proof/translate/symbolic-context.ts';
import type { OtherCaller } from './other-caller.ts';
import type { WayIn } from './way-in.ts';

/**
 * The condition keys that say who calls. Whoever has no `aws:PrincipalArn` has no account and no tags either, and the audience
 * of a token is in the context by its own issuer's name only (IAM user guide, global condition keys; keys of web
 * identity federation). Left open, an AWS service could call itself break-glass.
 */
export function callerKeys(
  { caller, arn }: OtherCaller,
  tokens: readonly WayIn[],
  unknowns: Unknowns,
): Readonly<Record<string, KeyValue>> {
  const principal = arn(unknowns);
  if (principal !== null) return { 'aws:PrincipalArn': one(principal) };
  const audiences = tokens.map((token) => {
    const isOwn = JSON.stringify(token.caller) === JSON.stringify(caller);
    return [`${token.provider}:aud`, isOwn ? one(unknowns.text('audience')) : absent] as const;
  });
  return {
    'aws:PrincipalArn': absent,
    'aws:PrincipalAccount': absent,
    'aws:PrincipalTag/TenantId': absent,
    ...Object.fromEntries(audiences),
  };
}

/** Those of the ways in that are tokens: they name their issuer. */
export function tokensAmong(ways: readonly WayIn[]): readonly WayIn[] {
  return ways.filter(({ provider }) => provider !== null);
}
