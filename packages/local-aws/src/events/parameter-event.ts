import type { ParameterChange } from '../ssm/parameter-change.ts';
import type { EventContent } from './bus-event.ts';

/**
 * The event Parameter Store puts on the default bus, best effort (Systems Manager user guide, "Setting up notifications or
 * triggering actions based on Parameter Store events"). A parameter without a description has none in it (?).
 */
export function parameterEvent(change: ParameterChange, time: number): EventContent {
  const { arn, operation, name, type, description } = change;
  return {
    source: 'aws.ssm',
    detailType: 'Parameter Store Change',
    resources: [arn],
    detail: { operation, name, type, ...(description === null ? {} : { description }) },
    time,
  };
}
