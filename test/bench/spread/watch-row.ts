import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FreshWorld } from '../../freshness/world.ts';
import { seededRandom } from '../../simulation/random.ts';
import type { Measurement, Progress } from '../measurement.ts';
import { paced } from './paced.ts';
import { percentiles } from './percentiles.ts';
import { drawSpreads } from './spread-plot.ts';
import { lateEvents, rows, valueReads, warmNotifier } from './spread-row.ts';
import type { WatchingMessage, WatchingPlan } from './watching.ts';

export interface WatchSpreadPlan {
  readonly watchers: number;
  /** Each is a measurement of its own: all watchers on one instance, or spread over so many. */
  readonly instances: readonly number[];
  readonly changes: number;
  readonly perSecond: number;
  readonly eventDelayMs: number;
}

interface Pushed {
  readonly ms: readonly number[];
  readonly itemReads: number;
  readonly parameterReads: number;
}

const service = 'orders';
const keys = ['tenant_config_theme', 'param_config_endpoint'] as const;
const tenant = 'acme';
/** As for changes that are read: Lambda's first retry comes after a minute. */
const longestMs = 120_000;

/** From the store's answer to a writer until the last of very many watchers, in a process of their own, has the new value. */
export async function watchSpread(plan: WatchSpreadPlan, progress: Progress): Promise<Measurement[]> {
  const measured: { readonly instances: number; readonly pushed: Pushed }[] = [];
  for (const instances of plan.instances) {
    measured.push({ instances, pushed: await pushedTo(instances, plan, progress) });
  }
  drawSpreads(
    '.leasehold/watch-spread.svg',
    `A change told to ${plan.watchers.toLocaleString('en-US')} watchers`,
    measured.map(({ instances, pushed: { ms } }) => ({ name: placed(instances), ms })),
  );
  return measured.flatMap(({ instances, pushed }) => {
    const note =
      `${plan.changes} changes of one tenant, ${plan.perSecond} a second at irregular times, half in each store; ${plan.watchers} watchers in one process of ` +
      `their own, 100 a connection, ${placed(instances)}; the embedded AWS, writer and instances in one process; from the store's answer to the writer until ` +
      `the last watcher has the value, less ${plan.eventDelayMs} ms by which every event was delayed`;
    return [
      ...rows(`change told to ${plan.watchers} watchers ${placed(instances)}`, percentiles(pushed.ms), note),
      {
        name: '  reads of DynamoDB, each instance',
        value: pushed.itemReads,
        unit: 'a change',
        target: { atMost: 1 },
        note: `${note}; however many watch`,
      },
      {
        name: '  reads of Parameter Store, each instance',
        value: pushed.parameterReads,
        unit: 'a change',
        target: { atMost: 2 },
        note: `${note}; a parameter changed past Leasehold is looked at twice, with its companion, to be sure of the pair`,
      },
    ];
  });
}

function placed(instances: number): string {
  return instances === 1 ? 'on one instance' : `on ${instances} instances`;
}

async function pushedTo(instances: number, plan: WatchSpreadPlan, progress: Progress): Promise<Pushed> {
  const { watchers, changes, perSecond, eventDelayMs } = plan;
  progress(`${watchers} watchers ${placed(instances)}`);
  const world = await FreshWorld.start({ instances });
  const waiting = new Map<string, (atMs: number) => void>();
  try {
    for (const key of keys) await world.operator.put(tenant, { service, key }, 'before all');
    await world.aws.deliveries.settled();
    const addresses = world.instances.map(({ address }) => address);
    const child = fork(join(import.meta.dirname, 'watching.ts'), [
      JSON.stringify({ addresses, watchers, service, token: world.token(tenant, 'reader') } satisfies WatchingPlan),
    ]);
    try {
      const died = once(child, 'exit').then(([code]) => {
        throw new Error(`the process of the watchers ended with ${code}`);
      });
      died.catch(() => undefined);
      await Promise.race([once(child, 'message'), died]);
      child.on('message', (message: WatchingMessage) => {
        if (message !== null) waiting.get(message.value)?.(message.atMs);
      });
      const random = seededRandom(20_261_125);
      const change = (value: string, key: string) => pushed(world, waiting, key, value);
      const run = async (name: string, count: number, rate: number): Promise<readonly number[]> => {
        const ms: number[] = [];
        const last = new Map<string, Promise<number>>();
        await paced({ count, perSecond: rate, random }, async (index) => {
          const key = keys[index % keys.length] ?? keys[0];
          // One at a time of a key: a watcher that is told the newest alone was told all it needs.
          const before = last.get(key) ?? Promise.resolve(0);
          const turn = before.then(() => change(`${name} ${index}`, key));
          last.set(key, turn);
          ms.push(await turn);
        });
        return ms;
      };
      await warmNotifier(world);
      await Promise.race([run('first', 40, perSecond), died]);
      lateEvents(world, eventDelayMs);
      world.aws.counts.reset();
      progress(`${changes} changes, ${perSecond} a second, told to ${watchers} watchers ${placed(instances)}`);
      const ms = await Promise.race([run('value', changes, perSecond), died]);
      const { items, parameters } = valueReads(world);
      const ofEach = (changes / 2) * instances;
      return {
        ms: ms.map((each) => each - eventDelayMs),
        itemReads: items / ofEach,
        parameterReads: parameters / ofEach,
      };
    } finally {
      child.removeAllListeners('message');
      if (child.connected) child.disconnect();
    }
  } finally {
    await world.close();
  }
}

/** How long it took, in milliseconds. */
async function pushed(
  world: FreshWorld,
  waiting: Map<string, (atMs: number) => void>,
  key: string,
  value: string,
): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const told = new Promise<number>((resolve, reject) => {
    waiting.set(value, resolve);
    timer = setTimeout(() => reject(new Error(`${value} is not with every watcher after ${longestMs} ms`)), longestMs);
  });
  try {
    await world.operator.put(tenant, { service, key }, value);
    const storedAt = Number(process.hrtime.bigint()) / 1e6;
    return (await told) - storedAt;
  } finally {
    clearTimeout(timer);
    waiting.delete(value);
  }
}
