import { type Deployment, sessionName } from '@leasehold/policies';

/** Whom a demo or test token is for, in the words of a Cognito user pool. */
export interface IdTokenSubject {
  readonly tenant: string;
  readonly role: 'reader' | 'writer' | 'admin';
  /** Absent: every service of the tenant. */
  readonly services?: readonly string[];
  readonly subject?: string;
  readonly email?: string;
}

export interface IdTokenContext {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly lifetimeSeconds: number;
  readonly tokenId: string;
  readonly subject: string;
  readonly attribution: Deployment['attribution'];
}

/**
 * Claims of a Cognito-shaped ID token, with the two claims of AWS's own namespace that a pre-token-generation trigger
 * adds: the session tags, and the source identity.
 */
export function idTokenClaims(who: IdTokenSubject, context: IdTokenContext): Readonly<Record<string, unknown>> {
  const subject = who.subject ?? context.subject;
  return {
    iss: context.issuer,
    sub: subject,
    aud: context.audience,
    token_use: 'id',
    'cognito:username': subject,
    ...(who.email === undefined ? {} : { email: who.email, email_verified: true }),
    'custom:tenantId': who.tenant,
    'custom:userRole': who.role,
    ...(who.services === undefined ? {} : { 'custom:services': who.services.join(',') }),
    'https://aws.amazon.com/tags': {
      principal_tags: { TenantId: [who.tenant], UserRole: [who.role] },
    },
    'https://aws.amazon.com/source_identity':
      context.attribution === 'user' ? sessionName(context, who.tenant, subject) : who.tenant,
    auth_time: context.now,
    iat: context.now,
    exp: context.now + context.lifetimeSeconds,
    jti: context.tokenId,
  };
}
