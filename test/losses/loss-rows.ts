import { localDeployment } from '@leasehold/policies';
import { type LossRow, minute, second } from './loss-row.ts';
import type { LossWorld } from './loss-world.ts';

const forever = { times: Number.POSITIVE_INFINITY } as const;
/** Nothing but what is told. */
const atOnce = { tenantConfigMs: 0, paramConfigMs: 0, watchersMs: 0 };
/** What the sweep bounds: its interval. */
const sweep = { tenantConfigMs: minute, paramConfigMs: minute, watchersMs: minute };
const steady = { forMs: 2 * minute, afterMs: 70 * second, changeEveryMs: 20 * second };
/** Half a second for the notifier's rounds, and so one change of each key: every attempt that fails takes that long. */
const hasty = { loop: { timeoutMs: 4_500 } };
const once = { ...steady, afterMs: 190 * second, changeEveryMs: 2 * minute };

const loseEvents = ({ fresh: { aws } }: LossWorld): void => {
  aws.deliveries.inject({ hop: 'stream-to-mapping', kind: 'drop', ...forever });
  aws.deliveries.inject({ hop: 'event-to-rule', kind: 'drop', ...forever });
};
const stopFunction = ({ fresh: { aws } }: LossWorld): void => {
  aws.deliveries.inject({ hop: 'mapping-to-function', kind: 'fail', ...forever });
  aws.deliveries.inject({ hop: 'async-to-function', kind: 'fail', ...forever });
};
const deliverAgain = ({ fresh: { aws } }: LossWorld): void => aws.deliveries.clear();

/** For instances; the notifier without its token is the row in which it is down. */
const stsDown = ({ fresh: { aws } }: LossWorld): void => {
  const role = localDeployment.readerRole;
  aws.faults.inject({ service: 'sts', role, fault: { kind: 'service-unavailable' }, ...forever });
};
/** For instances; whoever changes parameters gets through. */
const throttleReads = ({ fresh: { aws } }: LossWorld): void => {
  const role = localDeployment.readerRole;
  aws.faults.inject({ service: 'ssm', role, fault: { kind: 'throttle' }, ...forever });
};
const wellAgain = ({ fresh: { aws } }: LossWorld): void => {
  aws.deliveries.clear();
  aws.faults.clear();
};

/** All losses that the table shows, in its order. */
export const lossRows: readonly LossRow[] = [
  { name: 'nothing is lost', ...steady, afterMs: 10 * second, begin: () => {}, bounds: atOnce, callers: ['OK'] },
  {
    name: 'every event lost, 5 min',
    ...steady,
    forMs: 5 * minute,
    vanish: true,
    begin: loseEvents,
    end: deliverAgain,
    bounds: sweep,
    callers: ['OK'],
  },
  {
    name: 'notifier down, 5 min',
    ...steady,
    forMs: 5 * minute,
    afterMs: 190 * second,
    givenUp: true,
    begin: stopFunction,
    end: deliverAgain,
    bounds: sweep,
    callers: ['OK'],
  },
  {
    name: 'way to one instance refused, 2 min',
    ...once,
    world: hasty,
    givenUp: true,
    callsAtMost: { refresh: 30, discover: 60 },
    begin: ({ fresh }) => fresh.way(1, 'refused'),
    end: ({ fresh }) => fresh.way(1, 'open'),
    bounds: sweep,
    callers: ['OK'],
  },
  {
    name: 'Cloud Map lists an instance that is dead, 2 min',
    ...once,
    world: { ...hasty, instances: 3 },
    givenUp: true,
    callsAtMost: { refresh: 40, discover: 60 },
    begin: (world) => world.stopButListed(2),
    end: ({ fresh: { aws } }) => aws.discovery.deregister('instance-3'),
    bounds: { ...atOnce, watchersMs: second },
    callers: ['OK'],
  },
  {
    name: 'Cloud Map does not list an instance that runs, 2 min',
    ...steady,
    begin: ({ fresh: { aws } }) => void aws.discovery.inject({ kind: 'altered', missing: ['instance-2'], ...forever }),
    end: ({ fresh: { aws } }) => aws.discovery.clear(),
    bounds: sweep,
    callers: ['OK'],
  },
  {
    name: 'an instance is started again in the middle',
    ...steady,
    afterMs: 10 * second,
    begin: () => {},
    halfway: async ({ fresh }) => void (await fresh.restart(1)),
    bounds: atOnce,
    callers: ['OK'],
  },
  {
    name: 'tokens of watchers end every 45 s',
    ...steady,
    afterMs: 10 * second,
    watchTokenMs: 45 * second,
    begin: () => {},
    bounds: { ...atOnce, watchersMs: second },
    callers: ['OK'],
  },
  {
    name: 'STS down for instances, 10 min, of which their sessions last six',
    ...steady,
    world: { settings: { LEASEHOLD_SESSION_SECONDS: '900' } },
    beforeMs: 9 * minute,
    forMs: 10 * minute,
    changeEveryMs: minute,
    begin: stsDown,
    end: wellAgain,
    bounds: { ...atOnce, watchersMs: 5 * minute },
    callers: ['OK', 'UNAVAILABLE', 'stale'],
  },
  {
    name: 'every event lost and Parameter Store throttled, 3 min',
    ...steady,
    beforeMs: minute,
    forMs: 3 * minute,
    world: {
      attempts: 1,
      settings: { LEASEHOLD_TENANT_CONFIG_TTL_MS: '30000', LEASEHOLD_PARAM_CONFIG_TTL_MS: '60000' },
    },
    vanish: true,
    begin: (world) => {
      loseEvents(world);
      throttleReads(world);
    },
    end: wellAgain,
    bounds: { tenantConfigMs: 30 * second, paramConfigMs: minute, watchersMs: 5 * minute },
    callers: ['OK', 'stale'],
  },
];
