import type { CaseAsk, TrustExchange } from './policy-case.ts';

/**
 * `documented`: each action gets only the condition keys that AWS lists for it. `all`: every action gets all keys of the
 * exchange. AWS does not say which it does, so a trust policy must decide alike under both.
 */
export type TrustContext = 'documented' | 'all';

/** One exchange as STS authorises it: the exchange itself, then tagging, source identity and context if it does so. */
export function trustAsks(exchange: TrustExchange, role: string, keys: TrustContext): readonly CaseAsk[] {
  const tags = Object.entries(exchange.tags);
  const caller: CaseAsk['context'] =
    exchange.by === 'token'
      ? { [`${providerName(exchange.provider)}:aud`]: exchange.audience }
      : {
          'aws:PrincipalArn': exchange.arn,
          ...Object.fromEntries(
            Object.entries(exchange.callerTags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
          ),
        };
  const tagging: CaseAsk['context'] = {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(tags.length === 0 ? {} : { 'aws:TagKeys': tags.map(([key]) => key) }),
    ...(exchange.transitive === undefined ? {} : { 'sts:TransitiveTagKeys': exchange.transitive }),
  };
  const source: CaseAsk['context'] =
    exchange.sourceIdentity === null ? {} : { 'sts:SourceIdentity': exchange.sourceIdentity };
  const all = { ...caller, ...tagging, ...source, 'sts:RoleSessionName': exchange.sessionName };
  const global = exchange.by === 'role' ? caller : {};
  const asks: CaseAsk[] = [
    {
      action: exchange.by === 'token' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole',
      resource: role,
      context: all,
    },
  ];
  if (tags.length > 0) {
    const context = keys === 'all' ? all : { ...global, ...tagging };
    asks.push({ action: 'sts:TagSession', resource: role, context });
  }
  if (exchange.sourceIdentity !== null) {
    const context = keys === 'all' ? all : { ...global, ...source };
    asks.push({ action: 'sts:SetSourceIdentity', resource: role, context });
  }
  if (exchange.providesContext === true) asks.push({ action: 'sts:SetContext', resource: role, context: global });
  return asks;
}

function providerName(arn: string): string {
  return arn.slice(arn.indexOf('oidc-provider/') + 'oidc-provider/'.length);
}
