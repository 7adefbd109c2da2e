import type { Queues } from '../queue/queues.ts';
import { HandOffError, type TargetServices } from './target-services.ts';

/** Targets that are queues of this account. */
export function queueTargets(queues: Queues): Pick<TargetServices, 'sendMessage'> {
  return {
    sendMessage(queueArn, body, attributes) {
      const queue = queues.get(queueArn.slice(queueArn.lastIndexOf(':') + 1));
      if (queue?.arn !== queueArn) throw new HandOffError('NO_RESOURCE', 'The specified queue does not exist.');
      if (queue.send(body, attributes) === null)
        throw new HandOffError('THROTTLING', 'The queue holds no more messages.');
    },
  };
}
