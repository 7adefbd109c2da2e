import { randomUUID } from 'node:crypto';
import type { EventDetails } from '../endpoint/aws-service.ts';
import { seconds, type UserIdentity } from './user-identity.ts';

/** One event in CloudTrail's record format (CloudTrail user guide, "CloudTrail record contents"). */
export interface CloudTrailRecord {
  readonly eventVersion: string;
  readonly userIdentity: UserIdentity;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly { readonly accountId: string; readonly type: string; readonly ARN: string }[];
  readonly eventType: 'AwsApiCall';
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly eventCategory: 'Management' | 'Data';
}

/** What happened, before it is a record. */
export interface Happening {
  readonly userIdentity: UserIdentity;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly eventSource: string;
  readonly eventName: string;
  readonly region: string;
  readonly account: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly requestId: string;
  readonly details: EventDetails;
}

const maxTextLength = 1_024;

/** Texts that a caller chose are cut, so that no one can fill the trail's memory with them. */
export function cloudTrailRecord(happening: Happening): CloudTrailRecord {
  const { details, error } = happening;
  return Object.freeze({
    eventVersion: '1.11',
    userIdentity: happening.userIdentity,
    eventTime: seconds(happening.time),
    eventSource: happening.eventSource,
    eventName: happening.eventName,
    awsRegion: happening.region,
    sourceIPAddress: happening.sourceIp,
    userAgent: happening.userAgent.slice(0, maxTextLength),
    ...(error === null ? {} : { errorCode: error.code, errorMessage: error.message.slice(0, maxTextLength) }),
    requestParameters: details.requestParameters,
    responseElements: error === null ? details.responseElements : null,
    requestID: happening.requestId,
    eventID: randomUUID(),
    readOnly: details.readOnly,
    ...(details.resources.length === 0
      ? {}
      : { resources: details.resources.map(({ type, ARN }) => ({ accountId: happening.account, type, ARN })) }),
    eventType: 'AwsApiCall' as const,
    managementEvent: details.category === 'Management',
    recipientAccountId: happening.account,
    eventCategory: details.category,
  });
}
