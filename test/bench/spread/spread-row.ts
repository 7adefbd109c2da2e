import { FreshWorld } from '../../freshness/world.ts';
import { seededRandom } from '../../simulation/random.ts';
import type { Measurement, Progress } from '../measurement.ts';
import { type ChangesPlan, holdAll, type Spread, spreadChanges } from './changes.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import { drawSpreads } from './spread-plot.ts';

export interface SpreadPlan extends ChangesPlan {
  readonly instances: number;
  /** How late every record of the stream and every event of Parameter Store arrives, in milliseconds. */
  readonly eventDelayMs: number;
}

/** What is to be kept, beyond the injected delay, by 99 of 100 changes. */
const targetMs = 250;

/**
 * From the store's answer to a writer until callers of the last instance read what was written: the real notifier, gRPC and
 * signatures on the embedded AWS, all in this process but the notifier, which has threads of its own.
 */
export async function spread(plan: SpreadPlan, progress: Progress): Promise<Measurement[]> {
  const { instances, eventDelayMs, tenants, changes, perSecond } = plan;
  progress(`${instances} instances with the values of ${tenants} tenants`);
  const world = await FreshWorld.start({ instances });
  try {
    await holdAll(world, tenants);
    const random = seededRandom(20_261_125);
    await warmNotifier(world);
    await spreadChanges(world, { tenants, changes: 60, perSecond }, random);
    lateEvents(world, eventDelayMs);
    progress(`${changes} changes, ${perSecond} a second, on ${instances} instances`);
    world.aws.counts.reset();
    const { spreads, failures } = await spreadChanges(world, plan, random);
    const { items, parameters } = valueReads(world);
    const ofEach = (changes / 2) * instances;
    const beyond = (each: readonly number[]) => each.map((ms) => ms - eventDelayMs);
    const read = beyond(spreads.map(({ readMs }) => readMs));
    const of = (isParameter: boolean) =>
      beyond(spreads.filter((each: Spread) => each.isParameter === isParameter).map(({ readMs }) => readMs));
    drawSpreads('.leasehold/spread.svg', `A change on all of ${instances} instances`, [
      { name: 'DynamoDB', ms: of(false) },
      { name: 'Parameter Store', ms: of(true) },
    ]);
    const note =
      `${changes} changes of ${tenants} tenants, ${perSecond} a second at irregular times, half in each store; ${instances} instances, ` +
      `the embedded AWS, writer and readers in one process and the notifier in threads of it; from the store's answer to the writer until a caller of the last ` +
      `instance has read the new value, less ${eventDelayMs} ms by which every event was delayed; ${failures} reads failed and were sent again`;
    const toldNote = `${note}; here until the last instance was told, after which none answers with what was before`;
    return [
      ...rows(`change read on all of ${instances} instances`, percentiles(read), note),
      ...rows('  of DynamoDB', percentiles(of(false)), note, false),
      ...rows('  of Parameter Store', percentiles(of(true)), note, false),
      ...rows('  told to the last', percentiles(beyond(spreads.map(({ toldMs }) => toldMs))), toldNote, false),
      { name: '  reads of DynamoDB, each instance', value: items / ofEach, unit: 'a change', note },
      {
        name: '  reads of Parameter Store, each instance',
        value: parameters / ofEach,
        unit: 'a change',
        note: `${note}; a parameter changed past Leasehold is looked at twice, with its companion, to be sure of the pair`,
      },
    ];
  } finally {
    await world.close();
  }
}

/** Starts every environment of the function, each with its connections and its token, by changes that concern nobody. */
export async function warmNotifier(world: FreshWorld): Promise<void> {
  const keys = ['tenant_config_nobody', 'param_config_nobody'];
  for (let times = 0; times < 3; times += 1) {
    const tenants = Array.from({ length: 8 }, (_, index) => `nobody-${index}`);
    const puts = keys.flatMap((key) =>
      tenants.map((tenant) => world.operator.put(tenant, { service: 'orders', key }, `${times}`)),
    );
    await Promise.all(puts);
    await world.aws.deliveries.settled();
  }
}

/** Every event is late by so much, and none overtakes another. */
export function lateEvents(world: FreshWorld, ms: number): void {
  for (const hop of ['stream-to-mapping', 'event-to-rule'] as const) {
    world.aws.deliveries.inject({ hop, kind: 'delay', ms, times: Number.POSITIVE_INFINITY });
  }
}

/** Values that instances read, since the counts began: items, and parameters, each of which is read with its companion item. */
export function valueReads({ aws: { counts } }: FreshWorld): { readonly items: number; readonly parameters: number } {
  const parameters = counts.total({ operation: 'GetParameter' });
  return { items: counts.total({ operation: 'GetItem' }) - parameters, parameters };
}

export function rows(name: string, { p50, p99, max }: Percentiles, note: string, isHeld = true): Measurement[] {
  const unit = 'ms';
  return [
    { name: `${name}, p50`, value: p50, unit, note },
    { name: `${name}, p99`, value: p99, unit, note, ...(isHeld ? { target: { atMost: targetMs } } : {}) },
    { name: `${name}, max`, value: max, unit, note },
  ];
}
