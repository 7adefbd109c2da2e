import type { AwsCall } from '../endpoint/aws-service.ts';
import { optionalText } from '../endpoint/query-fields.ts';
import type { Account } from '../iam/account.ts';
import type { LiveSession } from '../iam/session-store.ts';
import { stsError } from './errors.ts';
import { sessionEvent, sessionReply } from './opened-session.ts';
import { identityRule, sessionParameters } from './parameters.ts';
import type { SessionOpener } from './session-opener.ts';
import { tagKeys, tagsOfRequest, withInherited } from './session-tags.ts';

/**
 * AssumeRole: one request, asked as up to three actions of the caller's policies and the role's trust policy together.
 * A source identity, once set, goes on through every chained session; a transitive tag too.
 */
export function assumeRole(call: AwsCall, account: Account, opener: SessionOpener): Readonly<Record<string, unknown>> {
  const parameters = sessionParameters(call.input);
  const externalId = optionalText(call.input, 'ExternalId', { min: 2, max: 1_224, pattern: /^[\w+=,.@:/-]*$/ });
  const wantedIdentity = optionalText(call.input, 'SourceIdentity', identityRule);
  const requested = tagsOfRequest(call.input);
  const { roleArn, sessionName } = parameters;

  call.event.requestParameters = {
    roleArn,
    roleSessionName: sessionName,
    ...(parameters.durationSeconds === undefined ? {} : { durationSeconds: parameters.durationSeconds }),
    ...(parameters.policyText === undefined ? {} : { policy: parameters.policyText }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(wantedIdentity === undefined ? {} : { sourceIdentity: wantedIdentity }),
    ...(requested.tags.size === 0 ? {} : { tags: [...requested.tags].map(([key, value]) => ({ key, value })) }),
    ...(requested.transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys: requested.transitiveTagKeys }),
  };
  call.event.resources = [{ type: 'AWS::IAM::Role', ARN: roleArn }];

  const from = account.sessionOf(call.caller);
  const sourceIdentity = wantedIdentity ?? from?.caller.sourceIdentity ?? null;
  const role = opener.role(roleArn);
  // The same answer as for a role that does not trust the caller: it does not say which roles exist.
  if (role === null) throw notAuthorized(call, 'sts:AssumeRole', roleArn);

  const ask = (action: string, context: Readonly<Record<string, string | readonly string[]>>) =>
    call.authorize({ action, resource: roleArn, context, trust: role.trust });
  ask('sts:AssumeRole', {
    ...tagKeys(requested),
    'sts:RoleSessionName': sessionName,
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
    ...(sourceIdentity === null ? {} : { 'sts:SourceIdentity': sourceIdentity }),
  });
  const inherited = inheritedTags(from);
  if (requested.tags.size + inherited.size > 0) ask('sts:TagSession', tagKeys(requested));
  if (sourceIdentity !== null) {
    ask('sts:SetSourceIdentity', { 'sts:SourceIdentity': sourceIdentity });
    const fixed = from?.caller.sourceIdentity ?? sourceIdentity;
    if (fixed !== sourceIdentity) throw notAuthorized(call, 'sts:SetSourceIdentity', roleArn);
  }

  const carried = withInherited(requested, inherited);
  const opened = opener
    .prepare(role, parameters, carried, from !== null)
    .open({ sourceIdentity, federatedProvider: null, secondsAtMost: call.sessionSecondsAtMost });
  call.event.responseElements = sessionEvent(opened);
  return sessionReply(opened);
}

function inheritedTags(from: LiveSession | null): ReadonlyMap<string, string> {
  const keys = new Set(from?.grant.transitiveTagKeys.map((key) => key.toLowerCase()));
  return new Map(Object.entries(from?.caller.tags ?? {}).filter(([key]) => keys.has(key.toLowerCase())));
}

function notAuthorized(call: AwsCall, action: string, resource: string) {
  const who = call.caller.type === 'anonymous' ? 'anonymous' : call.caller.arn;
  return stsError('AccessDenied', `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`);
}
