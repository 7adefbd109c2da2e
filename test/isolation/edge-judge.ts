import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import {
  BatchGetConfigsResponseSchema,
  type ConfigEntryMessage,
  DeleteConfigResponseSchema,
  GetConfigResponseSchema,
  ListConfigsResponseSchema,
  PutConfigResponseSchema,
  SensitivityCode,
  Source,
} from '@leasehold/contract';
import type { Intent } from './intent.ts';
import type { Operation } from './operations.ts';
import { keyOf, type Place } from './places.ts';
import type { RawReply } from './raw-client.ts';
import type { Tally } from './tally.ts';
import type { Floor, SeenEntry, TenantModel } from './tenant-model.ts';
import type { Visit } from './world.ts';

/** Judges a whole service: the contract's verdict where no store is asked, and the tenant's own history where one is. */
export function judgeAtEdge({ tally }: Visit, operation: Operation, intent: Intent): (reply: RawReply) => void {
  const { resident, places, sent, verdict } = intent;
  const { model } = resident;
  const floors = places.map((place) => model.floor(place));
  const [place] = places;
  if (verdict === 'asks-a-store' && place !== undefined) {
    if (operation.kind === 'put' && sent !== null) model.putBegins(place, sent);
    if (operation.kind === 'delete') model.deleteBegins(place);
  }
  return (reply) => {
    tally.add(operation.kind, reply.code);
    if (verdict !== 'asks-a-store') {
      judgeVerdict(verdict, reply);
      return;
    }
    if (reply.code === status.UNAVAILABLE && place !== undefined && intent.method !== 'getConfig') {
      model.outcomeUnknown(place);
    }
    if (reply.code === status.UNAVAILABLE) return;
    switch (intent.method) {
      case 'getConfig':
        return judgeGet(tally, model, onlyOne(places), onlyOne(floors), reply);
      case 'batchGetConfigs':
        return judgeBatch(model, places, floors, reply);
      case 'listConfigs':
        return judgeList(tally, intent, operation, reply);
      case 'putConfig':
        return judgePut(intent, onlyOne(places), reply);
      case 'deleteConfig':
        return judgeDelete(intent, onlyOne(places), reply);
    }
  };
}

function judgeVerdict(verdict: Exclude<Intent['verdict'], 'asks-a-store'>, reply: RawReply): void {
  if (verdict === 'unauthenticated') {
    assert.equal(reply.code, status.UNAUTHENTICATED, `a hostile token was answered ${reply}`);
  } else if (verdict === 'denied') {
    assert.equal(reply.code, status.PERMISSION_DENIED, `a caller out of its scope was answered ${reply}`);
    assert.equal(reply.reason, 'PERMISSION_DENIED', 'the service refuses this itself');
  } else {
    assert.equal(reply.code, status.INVALID_ARGUMENT, `an illegal ${verdict.invalid} was answered ${reply}`);
    assert.deepEqual(reply.badFields, [verdict.invalid]);
  }
}

function judgeGet(tally: Tally, model: TenantModel, place: Place, floor: Floor, reply: RawReply): void {
  if (reply.code === status.NOT_FOUND) {
    model.sawNothing(place, floor);
    return;
  }
  assert.equal(reply.code, status.OK, `a legal read was answered ${reply}`);
  const { entry } = reply.message(GetConfigResponseSchema);
  if (entry?.source === Source.CACHE) tally.note('get from cache');
  if (entry?.sensitivity === SensitivityCode.SENSITIVE) tally.note('get of a secret');
  sawEntry(model, place, floor, entry, true);
}

function judgeBatch(model: TenantModel, places: readonly Place[], floors: readonly Floor[], reply: RawReply): void {
  assert.equal(reply.code, status.OK, `a legal batch was answered ${reply}`);
  const { results } = reply.message(BatchGetConfigsResponseSchema);
  assert.deepEqual(
    results.map(({ key }) => key),
    places.map(keyOf),
  );
  results.forEach(({ outcome }, index) => {
    const place = onlyOne(places.slice(index, index + 1));
    const floor = onlyOne(floors.slice(index, index + 1));
    if (outcome.case === 'entry') sawEntry(model, place, floor, outcome.value, true);
    else if (outcome.value?.code === status.NOT_FOUND) model.sawNothing(place, floor);
    else assert.equal(outcome.value?.code, status.UNAVAILABLE, `a legal read was answered ${outcome.value?.message}`);
  });
}

function judgeList(tally: Tally, { resident }: Intent, operation: Operation, reply: RawReply): void {
  assert.equal(operation.kind, 'list');
  if (operation.kind !== 'list') return;
  const { service, tag, from } = operation;
  tally.note(`list from ${from}`);
  if (from !== 'start' && reply.code === status.INVALID_ARGUMENT) {
    assert.deepEqual(reply.badFields, ['page_token']);
    return;
  }
  assert.equal(reply.code, status.OK, `a legal listing was answered ${reply}`);
  const { entries, nextPageToken } = reply.message(ListConfigsResponseSchema);
  for (const entry of entries) {
    const place = { service, tag, name: entry.key.slice(tag.length + 1) };
    // A listing reads the store itself, so it may run ahead of or behind what this instance remembers.
    sawEntry(resident.model, place, { version: 0, exists: false }, entry, false);
  }
  assert.equal(new Set(entries.map(({ key }) => key)).size, entries.length, 'a page names a key twice');
  if (entries.length > 0) tally.note('list of something');
  if (nextPageToken !== '') resident.pageTokens.set(tag, nextPageToken);
}

function judgePut({ resident: { model }, expectedVersion, sent }: Intent, place: Place, reply: RawReply): void {
  if (sent === null) throw new TypeError('a put sends a value');
  if (reply.code === status.ABORTED) {
    model.conflicted(place, reply.currentVersion);
    return;
  }
  if (reply.code === status.INVALID_ARGUMENT) {
    assert.deepEqual(reply.badFields, ['sensitivity'], 'only a changed sensitivity is left to be refused by the store');
    assert.equal(place.tag, 'param_config');
    return;
  }
  assert.equal(reply.code, status.OK, `a legal write was answered ${reply}`);
  const { entry } = reply.message(PutConfigResponseSchema);
  assert.ok(entry !== undefined, 'a reply without its entry');
  assert.ok(Number(entry.version) > expectedVersion, 'a version that does not grow');
  assert.equal(entry.value, sent.sensitive ? undefined : sent.value);
  assert.equal(entry.author, sent.author);
  assert.equal(entry.contentType, sent.contentType);
  model.wrote(place, Number(entry.version), sent);
}

function judgeDelete({ resident: { model } }: Intent, place: Place, reply: RawReply): void {
  if (reply.code === status.ABORTED) {
    model.conflicted(place, reply.currentVersion);
    return;
  }
  if (reply.code === status.NOT_FOUND) return;
  assert.equal(reply.code, status.OK, `a legal deletion was answered ${reply}`);
  model.wrote(place, Number(reply.message(DeleteConfigResponseSchema).version), null);
}

/** `withSecrets` is false where a sensitive value must be left out. */
function sawEntry(
  model: TenantModel,
  place: Place,
  floor: Floor,
  entry: ConfigEntryMessage | undefined,
  withSecrets: boolean,
): void {
  assert.ok(entry !== undefined, 'a reply without its entry');
  assert.equal(entry.service, place.service);
  assert.equal(entry.key, keyOf(place));
  const sensitive = entry.sensitivity === SensitivityCode.SENSITIVE;
  assert.equal(entry.value === undefined, sensitive && !withSecrets, 'a secret where none may be, or a value left out');
  const seen: SeenEntry = {
    version: Number(entry.version),
    value: entry.value,
    contentType: entry.contentType,
    author: entry.author,
    sensitive,
  };
  model.saw(place, seen, floor);
}

function onlyOne<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined || values.length !== 1) throw new RangeError('this operation is about one key');
  return value;
}
