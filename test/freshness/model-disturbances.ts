import fc from 'fast-check';
import { type Command, command, type Scope, tenantOf } from './model-command.ts';

const watchers = 2;
const hop = fc.constantFrom(
  'stream-to-mapping' as const,
  'mapping-to-function' as const,
  'async-to-function' as const,
  'event-to-rule' as const,
  'rule-to-target' as const,
);
const slot = fc.nat(watchers - 1);
const times = fc.integer({ min: 1, max: 2 });

export const timing = ({ index }: Scope): readonly fc.Arbitrary<Command>[] => [
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
    sequence.isCurrent(its);
  }),
];

export const watching = ({ index, tenant, service }: Scope): readonly fc.Arbitrary<Command>[] => [
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

export const late = (): fc.Arbitrary<Command> =>
  command(
    'disturb',
    { hop, kind: fc.constantFrom('delay' as const, 'duplicate' as const, 'reorder' as const), times, ms: fc.nat(30) },
    ({ system }, told) => void system.disturb(told),
  );

export const restart = ({ index }: Scope): fc.Arbitrary<Command> =>
  command('restart', { index }, async (sequence, told) => {
    const its = sequence.system.at(told.index);
    its.gate.isDown = false;
    // What waits behind a held answer ends before its instance does.
    its.gate.release();
    await sequence.ended([its]);
    await sequence.system.restart(told.index);
  });

/** What events do not survive. */
export const losing = ({ index }: Scope): readonly fc.Arbitrary<Command>[] => [
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
