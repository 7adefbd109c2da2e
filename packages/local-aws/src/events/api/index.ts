import type { Deployment } from '@leasehold/policies';
import { AwsError } from '../../endpoint/aws-error.ts';
import type { AwsService } from '../../endpoint/aws-service.ts';
import type { EventBus } from '../event-bus.ts';
import type { Operation } from './parameters.ts';
import { putEvents } from './put-events.ts';
import { deleteRule, describeRule, disableRule, enableRule, listRules, putRule } from './rules.ts';
import { listTargetsByRule, putTargets, removeTargets } from './targets.ts';
import { testEventPattern } from './test-event-pattern.ts';

/** The embedded EventBridge: rules of the default bus, and events put on it. */
export function createEventsService(deployment: Deployment, bus: EventBus): AwsService {
  const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
    ['PutRule', putRule],
    ['DescribeRule', describeRule],
    ['ListRules', listRules],
    ['EnableRule', enableRule],
    ['DisableRule', disableRule],
    ['DeleteRule', deleteRule],
    ['PutTargets', putTargets(deployment)],
    ['ListTargetsByRule', listTargetsByRule],
    ['RemoveTargets', removeTargets],
    ['PutEvents', putEvents],
    ['TestEventPattern', testEventPattern],
  ]);
  return {
    signingName: 'events',
    eventSource: 'events.amazonaws.com',
    accessDeniedCode: 'AccessDeniedException',
    async handle(call) {
      const operation = operations.get(call.operation);
      if (operation === undefined) {
        throw new AwsError('UnknownOperationException', 400, `The embedded EventBridge has no ${call.operation}.`);
      }
      return operation(call, bus);
    },
    async close() {
      bus.close();
    },
  };
}
