import fc from 'fast-check';
import { type Command, command, keyAt, type Scope, tenantOf } from './model-command.ts';
import { readBatch, readList, readOne } from './model-reads.ts';

export const get = ({ index, tenant, place }: Scope): fc.Arbitrary<Command> =>
  command('get', { index, tenant, place }, (sequence, told) =>
    sequence.begin(told.index, () => readOne(sequence, told.index, keyAt(sequence, told))),
  );

/** A read whose answer comes from the store and stays on its way. */
export const lateGet = ({ index, tenant, place }: Scope): fc.Arbitrary<Command> =>
  command('get late', { index, tenant, place }, (sequence, told) => {
    sequence.system.at(told.index).gate.hold();
    return sequence.begin(told.index, () => readOne(sequence, told.index, keyAt(sequence, told)));
  });

export const reads = ({ index, tenant, service }: Scope): readonly fc.Arbitrary<Command>[] => [
  command('batch', { index, tenant, service }, (sequence, told) =>
    sequence.begin(told.index, () => readBatch(sequence, told.index, tenantOf(sequence, told.tenant), told.service)),
  ),
  command(
    'list',
    { index, tenant, service, tag: fc.constantFrom('tenant_config' as const, 'param_config' as const) },
    (sequence, told) => {
      if (told.service === '' && told.tag === 'param_config') return;
      return sequence.begin(told.index, () =>
        readList(sequence, told.index, tenantOf(sequence, told.tenant), told.service, told.tag),
      );
    },
  ),
];

/** Writes of callers. What comes of one is known once the store has it, though its answer be held back. */
export const writes = ({ index, tenant, place }: Scope): readonly fc.Arbitrary<Command>[] => [
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
        sequence.answers.bind(its, key, state.serial);
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
        sequence.answers.bind(its, key, state.serial);
      },
      its.gate.hasWritten(),
    );
  }),
];

export const behind = ({ tenant, place }: Scope): readonly fc.Arbitrary<Command>[] => [
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
