import { type AuthorizationRequest, type ContextValue, evaluateTrust } from '@leasehold/iam-engine';
import { webIdentityUser } from '../cloudtrail/user-identity.ts';
import type { AwsCall } from '../endpoint/aws-service.ts';
import { requiredText } from '../endpoint/query-fields.ts';
import type { Role } from '../iam/role.ts';
import { stsError } from './errors.ts';
import { sessionEvent, sessionReply } from './opened-session.ts';
import { sessionParameters } from './parameters.ts';
import type { SessionOpener } from './session-opener.ts';
import { tagKeys, withInherited } from './session-tags.ts';
import type { TokenVerifier, WebIdentity } from './web-identity/token-verifier.ts';

/**
 * AssumeRoleWithWebIdentity: unsigned, so the token alone says who asks. Tags and source identity come from its signed
 * claims and from nothing in the request. Only the trust policy decides.
 */
export async function assumeRoleWithWebIdentity(
  call: AwsCall,
  opener: SessionOpener,
  verifier: TokenVerifier,
): Promise<Readonly<Record<string, unknown>>> {
  const parameters = sessionParameters(call.input);
  const token = requiredText(call.input, 'WebIdentityToken', { min: 4, max: 20_000 });
  const { roleArn, sessionName } = parameters;
  const asked = {
    roleArn,
    roleSessionName: sessionName,
    ...(parameters.durationSeconds === undefined ? {} : { durationSeconds: parameters.durationSeconds }),
    ...(parameters.policyText === undefined ? {} : { policy: parameters.policyText }),
  };
  call.event.requestParameters = asked;
  call.event.resources = [{ type: 'AWS::IAM::Role', ARN: roleArn }];

  const identity = await verifier.verify(token);
  const { requested, sourceIdentity } = identity;
  call.event.userIdentity = webIdentityUser(identity.providerArn, identity.audience, identity.subject);
  call.event.requestParameters = {
    ...asked,
    ...(sourceIdentity === null ? {} : { sourceIdentity }),
    ...(requested.tags.size === 0 ? {} : { principalTags: Object.fromEntries(requested.tags) }),
    ...(requested.transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys: requested.transitiveTagKeys }),
  };

  const role = opener.role(roleArn);
  if (role === null) throw notAuthorized('sts:AssumeRoleWithWebIdentity');
  checkTrust(call, role, identity, sessionName);
  const opened = opener.prepare(role, parameters, withInherited(requested, new Map()), false).open({
    sourceIdentity,
    federatedProvider: identity.providerArn,
    secondsAtMost: call.sessionSecondsAtMost,
  });
  const about = { subject: identity.subject, audience: identity.audience, provider: identity.issuer };
  call.event.responseElements = {
    ...sessionEvent(opened),
    subjectFromWebIdentityToken: about.subject,
    audience: about.audience,
    provider: about.provider,
  };
  return {
    ...sessionReply(opened),
    SubjectFromWebIdentityToken: about.subject,
    Audience: about.audience,
    Provider: about.provider,
  };
}

function checkTrust(call: AwsCall, role: Role, identity: WebIdentity, sessionName: string): void {
  const { provider, requested, sourceIdentity } = identity;
  const ask = (action: string, context: Readonly<Record<string, ContextValue>>): void => {
    const request: AuthorizationRequest = {
      principal: { type: 'Federated', provider: identity.providerArn },
      action,
      resource: role.arn,
      context: {
        ...context,
        ...call.requestKeys,
        [`${provider}:aud`]: identity.audience,
        [`${provider}:sub`]: identity.subject,
        ...(identity.amr.length === 0 ? {} : { [`${provider}:amr`]: identity.amr }),
      },
    };
    if (evaluateTrust(role.trust, request).effect !== 'allow') throw notAuthorized(action);
  };
  ask('sts:AssumeRoleWithWebIdentity', {
    ...tagKeys(requested),
    'sts:RoleSessionName': sessionName,
    ...(sourceIdentity === null ? {} : { 'sts:SourceIdentity': sourceIdentity }),
  });
  if (requested.tags.size > 0) ask('sts:TagSession', tagKeys(requested));
  if (sourceIdentity !== null) ask('sts:SetSourceIdentity', { 'sts:SourceIdentity': sourceIdentity });
}

/** AWS's whole text for it: the holder of a token is told no more. The event has the role and the tags. */
function notAuthorized(action: string) {
  return stsError('AccessDenied', `Not authorized to perform ${action}`);
}
