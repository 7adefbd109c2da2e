import type { AwsCall } from '../endpoint/aws-service.ts';
import { type Fields, invalidParameter, optionalText, requiredText } from '../endpoint/query-fields.ts';
import type { Account } from '../iam/account.ts';
import { outboundAlgorithms } from '../issuer/outbound-issuer.ts';
import type { SigningAlgorithm } from '../issuer/signing-key.ts';
import { stsError } from './errors.ts';
import { identityTokenClaims } from './identity-token-claims.ts';
import type { OutboundFederation } from './outbound-federation.ts';
import { tagKeys, tagsOfRequest } from './session-tags.ts';

const defaultSeconds = 300;
/** Bytes of the claims that AWS does not document (?); fifty of the longest tags are more. */
const maxPayloadBytes = 8_192;

/**
 * GetWebIdentityToken: a JWT of the account's own issuer that says which principal asked (STS API reference; IAM user guide,
 * "Controlling access with IAM policies", for its condition keys). It outlives no session. Its event never has the token.
 */
export async function getWebIdentityToken(
  call: AwsCall,
  account: Account,
  federation: OutboundFederation,
): Promise<Readonly<Record<string, unknown>>> {
  const { caller, input } = call;
  const audiences = audiencesOf(input);
  const algorithm = algorithmOf(input);
  const seconds = durationOf(input);
  const requested = tagsOfRequest(input);
  call.event.requestParameters = {
    audience: audiences,
    signingAlgorithm: algorithm,
    durationSeconds: seconds,
    ...(requested.tags.size === 0 ? {} : { tags: [...requested.tags].map(([key, value]) => ({ key, value })) }),
  };
  call.event.readOnly = true;
  if (caller.type === 'anonymous') throw stsError('AccessDenied', 'GetWebIdentityToken must be signed.');
  call.authorize({
    action: 'sts:GetWebIdentityToken',
    resource: '*',
    context: {
      ...tagKeys(requested),
      'sts:IdentityTokenAudience': audiences,
      'sts:SigningAlgorithm': algorithm,
      // Whether AWS has the key for a request that does not say so is not documented (?).
      'sts:DurationSeconds': String(seconds),
    },
  });
  if (requested.tags.size > 0) {
    call.authorize({ action: 'sts:TagGetWebIdentityToken', resource: '*', context: tagKeys(requested) });
  }
  if (!federation.enabled) {
    throw stsError(
      'OutboundWebIdentityFederationDisabledException',
      'The outbound web identity federation feature is not enabled for this account.',
    );
  }
  const issuedAt = Math.floor(call.now / 1_000);
  const expiresAt = issuedAt + seconds;
  if (caller.type === 'session' && expiresAt * 1_000 > caller.expiresAt) {
    throw stsError(
      'SessionDurationEscalationException',
      'The requested token duration would extend the session beyond its original expiration time.',
    );
  }
  const grant = account.sessionOf(caller)?.grant;
  const claims = identityTokenClaims(caller, {
    issuer: federation.issuer.url,
    audiences,
    account: account.id,
    region: String(call.requestKeys['aws:RequestedRegion']),
    issuedAt,
    expiresAt,
    requestTags: requested.tags,
    federatedProvider: grant?.federatedProvider ?? null,
    functionArn: grant?.functionArn ?? null,
  });
  if (Buffer.byteLength(JSON.stringify(claims)) > maxPayloadBytes) {
    throw stsError(
      'JWTPayloadSizeExceededException',
      'The requested token payload size exceeds the maximum allowed size. Reduce the number of request tags.',
    );
  }
  return {
    WebIdentityToken: await federation.issuer.sign(algorithm, claims),
    Expiration: new Date(expiresAt * 1_000),
  };
}

const audienceField = /^Audience\.member\.([1-9][0-9]{0,2})$/;

function audiencesOf(fields: Fields): readonly string[] {
  const numbered = Object.keys(fields).flatMap((field) => {
    const [, index] = audienceField.exec(field) ?? [];
    if (index === undefined && /^Audience(\.|$)/.test(field))
      throw invalidParameter('audience', 'Member must be a list');
    return index === undefined ? [] : [{ field, index: Number(index) }];
  });
  if (numbered.length === 0) throw invalidParameter('audience', 'Member must not be null');
  if (numbered.length > 10) throw invalidParameter('audience', 'Member must have length less than or equal to 10');
  numbered.sort((one, other) => one.index - other.index);
  return numbered.map(({ field }) => requiredText(fields, field, { min: 1, max: 1_000 }));
}

function algorithmOf(fields: Fields): SigningAlgorithm {
  const text = requiredText(fields, 'SigningAlgorithm', { min: 5, max: 5 });
  const algorithm = outboundAlgorithms.find((known) => known === text);
  if (algorithm === undefined) {
    throw invalidParameter(
      'signingAlgorithm',
      `Member must satisfy enum value set: [${outboundAlgorithms.join(', ')}]`,
    );
  }
  return algorithm;
}

function durationOf(fields: Fields): number {
  const text = optionalText(fields, 'DurationSeconds', { min: 1, max: 10, pattern: /^[0-9]*$/ });
  if (text === undefined) return defaultSeconds;
  const seconds = Number(text);
  if (seconds < 60) throw invalidParameter('durationSeconds', 'Member must have value greater than or equal to 60');
  if (seconds > 3_600) {
    throw invalidParameter('durationSeconds', 'Member must have value less than or equal to 3600');
  }
  return seconds;
}
