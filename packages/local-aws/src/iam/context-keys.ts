import type { ContextValue, Principal } from '@leasehold/iam-engine';
import type { Caller } from '../endpoint/aws-service.ts';
import type { LiveSession } from './session-store.ts';

/** What the endpoint knows of a request that IAM may ask about. */
export interface RequestFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly sourceIp: string;
  readonly region: string;
  readonly userAgent: string | null;
}

/**
 * The global condition keys of a request, whoever makes it. This endpoint speaks plain HTTP on loopback and says so:
 * `aws:SecureTransport` is false.
 */
export function requestKeys(facts: RequestFacts): Readonly<Record<string, ContextValue>> {
  return {
    'aws:CurrentTime': new Date(facts.now).toISOString().replace(/\.\d+Z$/, 'Z'),
    'aws:EpochTime': String(Math.floor(facts.now / 1000)),
    'aws:SecureTransport': 'false',
    'aws:SourceIp': facts.sourceIp,
    'aws:RequestedRegion': facts.region,
    ...(facts.userAgent === null ? {} : { 'aws:UserAgent': facts.userAgent }),
  };
}

/**
 * The principal's own condition keys. A session's tags are here because STS put them into the session, never because a
 * request named them. `aws:PrincipalArn` of a session is its role (IAM user guide, global condition keys).
 */
export function callerKeys(
  caller: Caller,
  account: string,
  session: LiveSession | null,
): Readonly<Record<string, ContextValue>> {
  if (caller.type === 'anonymous') return { 'aws:PrincipalType': 'Anonymous' };
  const common = { 'aws:PrincipalAccount': account, 'aws:userid': caller.userId, 'aws:PrincipalIsAWSService': 'false' };
  if (caller.type === 'user') {
    return {
      ...common,
      'aws:PrincipalArn': caller.arn,
      'aws:PrincipalType': 'User',
      'aws:username': caller.arn.slice(caller.arn.lastIndexOf('/') + 1),
    };
  }
  const provider = session?.grant.federatedProvider ?? null;
  return {
    ...Object.fromEntries(Object.entries(caller.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
    ...common,
    'aws:PrincipalArn': caller.roleArn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:TokenIssueTime': new Date(caller.issuedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(caller.sourceIdentity === null ? {} : { 'aws:SourceIdentity': caller.sourceIdentity }),
    // Absent for a federated session, as AWS documents it.
    ...(provider === null ? { 'aws:MultiFactorAuthPresent': 'false' } : { 'aws:FederatedProvider': provider }),
  };
}

/** The caller as a trust or resource policy sees it. */
export function principalOf(caller: Caller, account: string): Principal {
  switch (caller.type) {
    case 'anonymous':
      return { type: 'Anonymous' };
    case 'user':
      return { type: 'AWS', arn: caller.arn, account };
    case 'session':
      return { type: 'AWS', arn: caller.arn, account, sessionOf: caller.roleArn };
  }
}
