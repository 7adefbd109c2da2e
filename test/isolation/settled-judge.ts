import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { BatchGetConfigsResponseSchema } from '@leasehold/contract';
import type { Intent } from './intent.ts';
import type { Operation } from './operations.ts';
import { keyOf } from './places.ts';
import type { RawReply } from './raw-client.ts';
import type { Visit } from './world.ts';

/** Most keys a batch may have. */
const batchSize = 100;

/** Reads of every key this tenant ever tried to write, as few calls as can be. */
export function readsOfAll({ world }: Visit, tenant: number): readonly Operation[] {
  const places = world
    .resident(tenant)
    .model.settled()
    .map(({ place }) => place);
  return [...Map.groupBy(places, ({ service }) => service)].flatMap(([service, keys]) => {
    const batches = Array.from({ length: Math.ceil(keys.length / batchSize) }, (_, index) =>
      keys.slice(index * batchSize, (index + 1) * batchSize),
    );
    return batches.map(
      (batch): Operation => ({ kind: 'batch', tenant, other: tenant, caller: 'admin', service, keys: batch }),
    );
  });
}

/** When nothing is under way any more: each key holds the last value its own tenant was told is stored, and no other. */
export function judgeSettled({ tally }: Visit, operation: Operation, intent: Intent): (reply: RawReply) => void {
  const settled = intent.resident.model.settled();
  const wanted = new Map(settled.map(({ place, value }) => [`${place.service}/${keyOf(place)}`, value]));
  return (reply) => {
    tally.add(operation.kind, reply.code);
    assert.equal(reply.code, status.OK, `${reply}`);
    const { results } = reply.message(BatchGetConfigsResponseSchema);
    assert.equal(results.length, intent.places.length);
    for (const [index, { outcome }] of results.entries()) {
      const place = intent.places[index];
      assert.ok(place !== undefined);
      const value = wanted.get(`${place.service}/${keyOf(place)}`);
      if (value === undefined) continue;
      const found = outcome.case === 'entry' ? outcome.value.value : outcome.value?.code;
      assert.equal(found, value ?? status.NOT_FOUND, `${place.service}/${keyOf(place)}`);
      tally.note(value === null ? 'settled: nothing' : 'settled: a value');
    }
  };
}
