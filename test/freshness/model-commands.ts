import fc from 'fast-check';
import type { KeyHistory } from './model-history.ts';
import { type ModelSequence, places } from './model-sequence.ts';
import type { ModelSystem } from './model-system.ts';

type Command = fc.AsyncCommand<ModelSequence, ModelSystem>;

/** The number of instances that commands speak of. */
export const instances = 3;
const watchers = 2;

/** What commands choose from. */
interface Scope {
  readonly index: fc.Arbitrary<number>;
  readonly tenant: fc.Arbitrary<number>;
  readonly place: fc.Arbitrary<number>;
  readonly service: fc.Arbitrary<string>;
}

/** All there is, some of it more often, so that commands meet. */
const wide: Scope = {
  index: fc.nat(instances - 1),
  tenant: fc.constantFrom(0, 0, 0, 1),
  place: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 5),
  service: fc.constantFrom('orders', 'orders', 'billing', ''),
};
/** One key of each store, mostly on one instance: for what happens only where much comes together. */
const narrow: Scope = {
  index: fc.constantFrom(0, 0, 0, 1),
  tenant: fc.constant(0),
  place: fc.constantFrom(0, 0, 0, 3),
  service: fc.constant('orders'),
};

/** A command by name, of what it is told. */
function command<T extends object>(
  name: string,
  told: { [K in keyof T]: fc.Arbitrary<T[K]> },
  run: (sequence: ModelSequence, told: T) => Promise<void> | void,
): fc.Arbitrary<Command> {
  return fc.record(told).map((chosen) => ({
    check: () => true,
    run: async (sequence) => {
      sequence.rethrow();
      sequence.tally.add(name);
      await run(sequence, chosen as T);
      sequence.rethrow();
    },
    toString: () => `${name}(${JSON.stringify(chosen)})`,
  }));
}

function keyAt(sequence: ModelSequence, chosen: { readonly tenant: number; readonly place: number }): KeyHistory {
  const [name, where] = [sequence.tenants[chosen.tenant], places[chosen.place]];
  if (name === undefined || where === undefined) throw new RangeError('there is no such key');
  return sequence.history(name, where);
}

function tenantOf(sequence: ModelSequence, chosen: number): string {
  return sequence.tenants[chosen] ?? '';
}

const hop = fc.constantFrom(
  'stream-to-mapping' as const,
  'mapping-to-function' as const,
  'async-to-function' as const,
  'event-to-rule' as const,
  'rule-to-target' as const,
);
const slot = fc.nat(watchers - 1);
const times = fc.integer({ min: 1, max: 2 });

const get = ({ index, tenant, place }: Scope): fc.Arbitrary<Command> =>
  command('get', { index, tenant, place }, (sequence, told) =>
    sequence.begin(told.index, () => sequence.get(told.index, keyAt(sequence, told))),
  );

/** A read whose answer comes from the store and stays on its way. */
const lateGet = ({ index, tenant, place }: Scope): fc.Arbitrary<Command> =>
  command('get late', { index, tenant, place }, (sequence, told) => {
    sequence.system.at(told.index).gate.hold();
    return sequence.begin(told.index, () => sequence.get(told.index, keyAt(sequence, told)));
  });

const reads = ({ index, tenant, service }: Scope): readonly fc.Arbitrary<Command>[] => [
  command('batch', { index, tenant, service }, (sequence, told) =>
    sequence.begin(told.index, () => sequence.batch(told.index, tenantOf(sequence, told.tenant), told.service)),
  ),
  command(
    'list',
    { index, tenant, service, tag: fc.constantFrom('tenant_config' as const, 'param_config' as const) },
    (sequence, told) => {
      if (told.service === '' && told.tag === 'param_config') return;
      return sequence.begin(told.index, () =>
        sequence.list(told.index, tenantOf(sequence, told.tenant), told.service, told.tag),
      );
    },
  ),
];

/** Writes of callers. What comes of one is known once the store has it, though its answer be held back. */
const writes = ({ index, tenant, place }: Scope): readonly fc.Arbitrary<Command>[] => [
  command('put', { index, tenant, place }, async (sequence, told) => {
    const key = keyAt(sequence, told);
    const before = key.now;
    const state = key.change(sequence.nextSerial(), 'value', 'caller');
    const its = sequence.system.at(told.index);
    const expectedVersion = BigInt(before.value === null ? 0 : before.version);
    const sensitivity = key.isSecret ? 2 : 1;
    const request = { ...key.place, value: state.value ?? '', expectedVersion, sensitivity };
    await sequence.begin(
      told.index,
      async () => {
        const { entry } = await its.instance.client.call('putConfig', sequence.token(key.tenant), request);
        if (Number(entry?.version) !== state.version) throw new Error(`${key} got version ${entry?.version}`);
        sequence.bind(its, key, state.serial);
      },
      its.gate.hasWritten(),
    );
  }),
  command('remove', { index, tenant, place }, async (sequence, told) => {
    const key = keyAt(sequence, told);
    const before = key.now;
    if (before.value === null) return;
    const state = key.change(sequence.nextSerial(), 'nothing', 'caller');
    const its = sequence.system.at(told.index);
    const request = { ...key.place, expectedVersion: BigInt(before.version) };
    await sequence.begin(
      told.index,
      async () => {
        const { version } = await its.instance.client.call('deleteConfig', sequence.token(key.tenant), request);
        if (Number(version) !== state.version) throw new Error(`the deletion of ${key} got version ${version}`);
        sequence.bind(its, key, state.serial);
      },
      its.gate.hasWritten(),
    );
  }),
];

const behind = ({ tenant, place }: Scope): readonly fc.Arbitrary<Command>[] => [
  command('operator puts', { tenant, place }, async (sequence, told) => {
    const key = keyAt(sequence, told);
    if (!key.canBeChangedOutside('put')) return;
    const { value } = key.change(sequence.nextSerial(), 'value', 'operator');
    await sequence.system.world.operator.put(key.tenant, key.place, value ?? '', { isSecret: key.isSecret });
  }),
  command('operator removes', { tenant, place }, async (sequence, told) => {
    const key = keyAt(sequence, told);
    if (!key.canBeChangedOutside('remove')) return;
    key.change(sequence.nextSerial(), 'nothing', 'operator');
    await sequence.system.world.operator.remove(key.tenant, key.place);
  }),
];

const timing = ({ index }: Scope): readonly fc.Arbitrary<Command>[] => [
  command('hold', { index }, ({ system }, told) => system.at(told.index).gate.hold()),
  command('release', { index }, async (sequence, told) => {
    sequence.system.at(told.index).gate.release();
    await sequence.system.answers(told.index, sequence.token(tenantOf(sequence, 0)));
  }),
  command('pass', { ms: fc.constantFrom(20, 90, 150, 450, 700, 1_700) }, ({ system }, { ms }) => system.time.pass(ms)),
  command('down', { index }, ({ system }, told) => {
    system.at(told.index).gate.isDown = true;
  }),
  command('up', { index }, ({ system }, told) => {
    system.at(told.index).gate.isDown = false;
  }),
  command('settled', {}, ({ system }) => system.world.settled()),
  command('sweep', { index }, async (sequence, told) => {
    const its = sequence.system.at(told.index);
    if (!its.gate.isOpen || its.gate.isDown) return;
    await its.instance.parts.reconcile.sweep();
    sequence.bindAll(its);
  }),
];

const watching = ({ index, tenant, service }: Scope): readonly fc.Arbitrary<Command>[] => [
  command(
    'watch',
    { slot, index, tenant, service, prefix: fc.constantFrom('', '', 'tenant_config_', 'param_config_a') },
    (sequence, told) => {
      if (told.service === '' && told.prefix.startsWith('param_config')) return;
      sequence.watch(told.slot, told.index, tenantOf(sequence, told.tenant), told.service, told.prefix);
    },
  ),
  command('cut watcher', { slot }, (sequence, told) => sequence.watchers[told.slot]?.cut()),
  command('watch on', { slot, index }, (sequence, told) =>
    sequence.watchers[told.slot]?.open(sequence.system.at(told.index).instance.address),
  ),
];

const late = (): fc.Arbitrary<Command> =>
  command(
    'disturb',
    { hop, kind: fc.constantFrom('delay' as const, 'duplicate' as const, 'reorder' as const), times, ms: fc.nat(30) },
    ({ system }, told) => void system.disturb(told),
  );

const restart = ({ index }: Scope): fc.Arbitrary<Command> =>
  command('restart', { index }, async (sequence, told) => {
    const its = sequence.system.at(told.index);
    its.gate.isDown = false;
    // What waits behind a held answer ends before its instance does.
    its.gate.release();
    await sequence.ended([its]);
    await sequence.system.restart(told.index);
  });

/** What events do not survive. */
const losing = ({ index }: Scope): readonly fc.Arbitrary<Command>[] => [
  command('lose', { hop, times }, (sequence, { hop, times }) => {
    sequence.loses(sequence.system.disturb({ hop, kind: 'drop', times }));
  }),
  command(
    'fail',
    { hop: fc.constantFrom('mapping-to-function' as const, 'async-to-function' as const), times },
    (sequence, { hop, times }) => {
      sequence.loses(sequence.system.disturb({ hop, kind: 'fail', times }));
    },
  ),
  command('cut way', { index }, (sequence, told) => {
    sequence.isLossy = true;
    sequence.system.at(told.index).instance.way.set('refused');
  }),
  command('open way', { index }, ({ system }, told) => system.at(told.index).instance.way.set('open')),
  command('list without', { index, times }, (sequence, told) => {
    const { id } = sequence.system.at(told.index).instance;
    const { discovery } = sequence.system.world.aws;
    sequence.loses(discovery.inject({ kind: 'altered', missing: [id], times: told.times }));
  }),
  command('list as now', { times }, (sequence, told) => {
    sequence.loses(sequence.system.world.aws.discovery.inject({ kind: 'as-of-now', times: told.times }));
  }),
];

const weighted = (weight: number, arbitraries: readonly fc.Arbitrary<Command>[]) =>
  arbitraries.map((arbitrary) => ({ weight, arbitrary }));

function usual(scope: Scope) {
  return [
    ...weighted(6, reads(scope)),
    ...weighted(12, [get(scope)]),
    ...weighted(4, [lateGet(scope)]),
    ...weighted(5, writes(scope)),
    ...weighted(6, behind(scope)),
    ...weighted(3, timing(scope)),
    ...weighted(2, watching(scope)),
    ...weighted(2, [late()]),
    ...weighted(1, [restart(scope)]),
  ];
}

/** Sequences of at most `most` commands; in half of them no event is lost for good. */
export function sequences(most: number): fc.Arbitrary<Iterable<Command>> {
  const options = { maxCommands: most, size: 'max' } as const;
  const of = (scope: Scope, more: readonly fc.Arbitrary<Command>[]) =>
    fc.commands([fc.oneof(...usual(scope), ...weighted(2, more))], options);
  return fc.oneof(...[wide, narrow].flatMap((scope) => [of(scope, []), of(scope, losing(scope))]));
}
