import type { Deployment } from '@leasehold/policies';
import type { AwsCall, AwsService } from '../endpoint/aws-service.ts';
import type { Account } from '../iam/account.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts';
import { stsError } from './errors.ts';
import { getWebIdentityToken } from './get-web-identity-token.ts';
import type { OutboundFederation } from './outbound-federation.ts';
import { SessionOpener } from './session-opener.ts';
import { loopbackJson } from './web-identity/loopback-json.ts';
import { TokenVerifier } from './web-identity/token-verifier.ts';

export interface StsOptions {
  readonly deployment: Deployment;
  readonly account: Account;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** Milliseconds every answer takes; asked anew for each call. */
  readonly latencyMs: () => number;
  readonly federation: OutboundFederation;
}

/** The embedded STS: AssumeRole, AssumeRoleWithWebIdentity, GetWebIdentityToken and GetCallerIdentity. */
export function createStsService(options: StsOptions): AwsService {
  const { account, delay, latencyMs, federation } = options;
  const opener = new SessionOpener(account, options.deployment);
  const verifier = new TokenVerifier({
    deployment: options.deployment,
    now: options.now,
    fetchJson: loopbackJson,
    ownIssuer: federation.issuer.url,
  });
  return {
    signingName: 'sts',
    eventSource: 'sts.amazonaws.com',
    accessDeniedCode: 'AccessDenied',
    async handle(call) {
      const latency = latencyMs();
      if (latency > 0) await delay(latency);
      switch (call.operation) {
        case 'AssumeRole':
          return assumeRole(call, account, opener);
        case 'AssumeRoleWithWebIdentity':
          return assumeRoleWithWebIdentity(call, opener, verifier);
        case 'GetWebIdentityToken':
          return getWebIdentityToken(call, account, federation);
        case 'GetCallerIdentity':
          return callerIdentity(call, account);
        default:
          throw stsError('InvalidAction', `Could not find operation ${call.operation} for version 2011-06-15`);
      }
    },
    close: () => federation.issuer.close(),
  };
}

/** Needs no permission: whoever can sign may know who they are (STS API reference). */
function callerIdentity(call: AwsCall, account: Account): Readonly<Record<string, unknown>> {
  const { caller } = call;
  if (caller.type === 'anonymous') throw stsError('AccessDenied', 'GetCallerIdentity must be signed.');
  return { UserId: caller.userId, Account: account.id, Arn: caller.arn };
}
