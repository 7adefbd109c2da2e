import { AwsError } from '../endpoint/aws-error.ts';
import type { AwsService } from '../endpoint/aws-service.ts';
import { lookupEvents } from './lookup-events.ts';
import type { Trail } from './trail.ts';

/** The embedded CloudTrail: LookupEvents over the trail this endpoint keeps. Trails themselves cannot be managed. */
export function createCloudTrailService(trail: Trail): AwsService {
  return {
    signingName: 'cloudtrail',
    eventSource: 'cloudtrail.amazonaws.com',
    accessDeniedCode: 'AccessDeniedException',
    async handle(call) {
      if (call.operation !== 'LookupEvents') {
        throw new AwsError('UnknownOperationException', 400, 'The embedded CloudTrail has LookupEvents alone.');
      }
      call.event.readOnly = true;
      call.authorize({ action: 'cloudtrail:LookupEvents', resource: '*' });
      const reply = lookupEvents(call.input, trail.records(), call.now);
      const { StartTime, EndTime, MaxResults, LookupAttributes } = call.input;
      call.event.requestParameters = Object.fromEntries(
        Object.entries({
          startTime: StartTime,
          endTime: EndTime,
          maxResults: MaxResults,
          lookupAttributes: LookupAttributes,
        }).filter(([, value]) => value !== undefined && value !== null),
      );
      return reply;
    },
    close: () => Promise.resolve(),
  };
}
