import { systemClock } from '@leasehold/domain';
import { schedule } from '@leasehold/vending';
import { ContainerModule } from 'inversify';
import { AwsTrail } from '../logging/aws-trail.ts';
import { standardOutput } from '../logging/log-destination.ts';
import { requestIds } from '../logging/request-ids.ts';
import { ServiceLog } from '../logging/service-log.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** Time, randomness and the log. */
export const foundationModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.clock, [], () => systemClock);
  provide(bind, parts.schedule, [], () => schedule);
  provide(bind, parts.random, [], () => Math.random);
  provide(bind, parts.newRequestId, [], requestIds);
  provide(bind, parts.logDestination, [], standardOutput);
  provide(bind, parts.awsTrail, [], () => new AwsTrail());
  provide(
    bind,
    parts.log,
    [parts.settings, parts.logDestination],
    (settings, destination) => new ServiceLog(settings.logLevel, destination),
  );
});
