import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { CloudTrailRecord } from '@leasehold/local-aws';
import type { LocalCloud } from '../system/cloud.ts';

/** One refused call as CloudTrail recorded it. */
export interface Denial {
  readonly eventName: string;
  readonly sourceIdentity: string | undefined;
  /** What was asked for, as JSON. */
  readonly asked: string;
  readonly message: string;
}

type CloudTrailEvent = Pick<CloudTrailRecord, 'eventName' | 'requestParameters' | 'errorCode' | 'errorMessage'> & {
  readonly userIdentity: { readonly sessionContext?: { readonly sourceIdentity?: string } };
};

/**
 * The tenant's newest refused Parameter Store call, asked of CloudTrail's own API: LookupEvents by user name, which is
 * the session name, which the trust policy binds to the tenant.
 */
export async function lookUpDenial({ aws, deployment }: LocalCloud, tenant: string): Promise<Denial | undefined> {
  const client = new CloudTrailClient({
    region: deployment.region,
    endpoint: aws.endpoint,
    credentials: aws.operator,
  });
  const { Events = [] } = await client.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: tenant }] }),
  );
  client.destroy();
  const events = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as CloudTrailEvent);
  return events.filter(isDenial).map(denialOf)[0];
}

/** The newest refused item call. Reads of items are data events: in the trail itself, and never in LookupEvents. */
export function trailDenial({ aws }: LocalCloud): Denial | undefined {
  const records: readonly CloudTrailEvent[] = aws.trail.records();
  return records
    .filter((record) => isDenial(record) && record.eventName === 'GetItem')
    .map(denialOf)
    .at(-1);
}

function isDenial(event: CloudTrailEvent): boolean {
  return event.errorCode?.startsWith('AccessDenied') === true;
}

function denialOf(event: CloudTrailEvent): Denial {
  return {
    eventName: event.eventName,
    sourceIdentity: event.userIdentity.sessionContext?.sourceIdentity,
    asked: JSON.stringify(event.requestParameters),
    message: event.errorMessage ?? '',
  };
}
