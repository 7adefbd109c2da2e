import { type ServiceError, status } from '@grpc/grpc-js';
import { StoreTag } from '@leasehold/contract';
import type { KeyHistory } from './model-history.ts';
import { type ModelSequence, places } from './model-sequence.ts';

/** Reads one key. @throws Error when it may not be what it is */
export async function readOne(sequence: ModelSequence, index: number, key: KeyHistory): Promise<void> {
  const at = sequence.system.at(index);
  const wasDown = at.gate.sinceNow();
  try {
    const entry = await at.instance.read(sequence.token(key.tenant), key.place);
    sequence.answers.sees(at, key, entry, wasDown());
    if (entry !== null && entry.value === undefined) throw new Error(`${key} was told without its value`);
  } catch (failure) {
    unlessDown(sequence, failure, wasDown());
  }
}

/** Reads all keys of a service together. */
export async function readBatch(
  sequence: ModelSequence,
  index: number,
  tenant: string,
  service: string,
): Promise<void> {
  const at = sequence.system.at(index);
  const wasDown = at.gate.sinceNow();
  const keys = places.filter((each) => each.service === service).map(({ key }) => key);
  const { results } = await at.instance.client.call('batchGetConfigs', sequence.token(tenant), { service, keys });
  for (const { key, outcome } of results) {
    const isDown = wasDown();
    if (outcome.case === 'error' && isDown && outcome.value.code === status.UNAVAILABLE) continue;
    if (outcome.case === 'error' && outcome.value.code !== status.NOT_FOUND) throw new Error(outcome.value.message);
    sequence.answers.sees(
      at,
      sequence.history(tenant, { service, key }),
      outcome.case === 'entry' ? outcome.value : null,
      isDown,
    );
  }
}

/** A listing is of the store itself; without anything else under way it is all there is. */
export async function readList(
  sequence: ModelSequence,
  index: number,
  tenant: string,
  service: string,
  tag: 'tenant_config' | 'param_config',
): Promise<void> {
  const at = sequence.system.at(index);
  const { gate } = at;
  const wasDown = gate.sinceNow();
  const request = { service, tag: tag === 'tenant_config' ? StoreTag.TENANT_CONFIG : StoreTag.PARAM_CONFIG };
  const stored = sequence.histories.filter(
    ({ tenant: of, place, now }) =>
      of === tenant && place.service === service && place.key.startsWith(tag) && now.value !== null,
  );
  const isAlone = gate.isOpen;
  try {
    const { entries } = await at.instance.client.call('listConfigs', sequence.token(tenant), request);
    for (const entry of entries) {
      const key = sequence.history(tenant, entry);
      if (key.isSecret && entry.value !== undefined) throw new Error(`${key} was listed with its value`);
      sequence.answers.sees(at, key, entry, false);
    }
    if (isAlone && entries.length !== stored.length) throw new Error(`${entries.length} listed of ${stored}`);
  } catch (failure) {
    unlessDown(sequence, failure, wasDown());
  }
}

function unlessDown(sequence: ModelSequence, failure: unknown, wasDown: boolean): void {
  if (!wasDown || (failure as ServiceError).code !== status.UNAVAILABLE) throw failure;
  sequence.tally.add('unavailable');
}
