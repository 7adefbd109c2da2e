import { randomUUID } from 'node:crypto';
import type { Caller } from '../endpoint/aws-service.ts';

export interface IdentityTokenContext {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly account: string;
  readonly region: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly requestTags: ReadonlyMap<string, string>;
  /** ARN of the OIDC provider whose token opened the caller's session, if one did. */
  readonly federatedProvider: string | null;
  /** ARN of the Lambda function that asks, if one does. */
  readonly functionArn: string | null;
}

/** The namespace of what is not a standard claim. */
const namespace = 'https://sts.amazonaws.com/';

/**
 * What a token of the account's issuer says (IAM user guide, "Understanding token claims", and tokens as users show them):
 * the subject is the role itself, whichever session of it asked. There is no organisation, so none is named. Which shape
 * `principal_tags` of a session has that was opened by web identity is our reading (?).
 */
export function identityTokenClaims(
  caller: Exclude<Caller, { type: 'anonymous' }>,
  context: IdentityTokenContext,
): Readonly<Record<string, unknown>> {
  const principal = caller.type === 'session' ? caller.roleArn : caller.arn;
  const [onlyAudience] = context.audiences;
  return {
    aud: context.audiences.length === 1 ? onlyAudience : context.audiences,
    sub: principal,
    [namespace]: {
      aws_account: context.account,
      source_region: context.region,
      principal_id: principal,
      ...(caller.type === 'session' ? sessionClaims(caller) : {}),
      ...(context.federatedProvider === null ? {} : { federated_provider: context.federatedProvider }),
      ...(context.functionArn === null ? {} : { lambda_source_function_arn: context.functionArn }),
      ...(context.requestTags.size === 0 ? {} : { request_tags: Object.fromEntries(context.requestTags) }),
    },
    iss: context.issuer,
    exp: context.expiresAt,
    iat: context.issuedAt,
    jti: randomUUID(),
  };
}

function sessionClaims(session: Extract<Caller, { type: 'session' }>): Readonly<Record<string, unknown>> {
  return {
    original_session_exp: new Date(session.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(Object.keys(session.tags).length === 0 ? {} : { principal_tags: session.tags }),
  };
}
