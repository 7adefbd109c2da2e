import { create, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import {
  BatchGetConfigsRequestSchema,
  DeleteConfigRequestSchema,
  GetConfigRequestSchema,
  ListConfigsRequestSchema,
  PutConfigRequestSchema,
  SensitivityCode,
  StoreTag,
} from '@leasehold/contract';
import { type Caller, mayRead, mayWrite } from './callers.ts';
import type { Expectation, Operation } from './operations.ts';
import { isSecret, isUnstorable, keyOf, ownName, type Place } from './places.ts';
import type { Method } from './raw-client.ts';
import type { SentValue } from './tenant-model.ts';
import type { Resident, World } from './world.ts';

/** What must come of a call before any store is asked. */
type Verdict = 'unauthenticated' | { readonly invalid: string } | 'denied' | 'asks-a-store';

/** An operation with everything decided: what is sent, in whose name, and what the contract says of it. */
export interface Intent {
  readonly resident: Resident;
  readonly caller: Caller;
  readonly token: string;
  readonly method: Method;
  readonly request: MessageShape<DescMessage>;
  /** The keys it is about, none for a listing. */
  readonly places: readonly Place[];
  /** What a put sends. */
  readonly sent: SentValue | null;
  /** What a put or deletion expects; 0 otherwise. */
  readonly expectedVersion: number;
  readonly verdict: Verdict;
}

/** Decides an operation as the tenant that does it would, from what that tenant has seen. */
export function intentOf(world: World, operation: Operation): Intent {
  const resident = world.resident(operation.tenant);
  const caller = resident.callers[operation.caller];
  const common = { resident, caller, token: caller.token, sent: null, expectedVersion: 0 };
  switch (operation.kind) {
    case 'get':
    case 'hostile-token':
    case 'get-neighbour': {
      const neighbour = operation.kind === 'get-neighbour' ? world.resident(operation.other) : resident;
      const place = { ...placeOf(operation.place, resident) };
      if (operation.kind === 'get-neighbour') place.name = neighbour.tenant.marker;
      const request = create(GetConfigRequestSchema, { service: place.service, key: keyOf(place) });
      const asked = { ...common, method: 'getConfig' as const, request, places: [place] };
      if (operation.kind !== 'hostile-token') return { ...asked, verdict: readVerdict(caller, asked.places) };
      const token = world.hostileTokens[operation.token % world.hostileTokens.length] ?? '';
      return { ...asked, token, verdict: 'unauthenticated' };
    }
    case 'batch': {
      const { service } = operation;
      const places = operation.keys.map((key) => placeOf({ service, ...key }, resident));
      const request = create(BatchGetConfigsRequestSchema, { service, keys: places.map(keyOf) });
      return { ...common, method: 'batchGetConfigs', request, places, verdict: readVerdict(caller, places) };
    }
    case 'list': {
      const { service, tag, pageSize, from } = operation;
      const giver = from === 'foreign-token' ? world.resident(operation.other) : resident;
      const pageToken = from === 'start' ? '' : (giver.pageTokens.get(tag) ?? '');
      const storeTag = tag === 'tenant_config' ? StoreTag.TENANT_CONFIG : StoreTag.PARAM_CONFIG;
      const request = create(ListConfigsRequestSchema, { service, tag: storeTag, pageSize, pageToken });
      const verdict = readVerdict(caller, [{ service, tag, name: '' }]);
      return { ...common, method: 'listConfigs', request, places: [], verdict };
    }
    case 'put': {
      const place = placeOf(operation.place, resident);
      const sensitive = isSecret(operation.place) === operation.fitting;
      const sent = newValue(world, caller, place, { ...operation, sensitive });
      const expectedVersion = versionFor(operation.expected, resident.model.current(place), 0);
      const request = create(PutConfigRequestSchema, {
        service: place.service,
        key: keyOf(place),
        value: sent.value,
        contentType: sent.contentType,
        expectedVersion: BigInt(expectedVersion),
        sensitivity: sensitive ? SensitivityCode.SENSITIVE : SensitivityCode.NORMAL,
      });
      const misplaced = sensitive && place.tag === 'tenant_config' ? { invalid: 'sensitivity' } : null;
      const verdict = writeVerdict(caller, place) ?? misplaced ?? 'asks-a-store';
      return { ...common, method: 'putConfig', request, places: [place], sent, expectedVersion, verdict };
    }
    case 'delete': {
      const place = placeOf(operation.place, resident);
      const expectedVersion = versionFor(operation.expected, resident.model.current(place), 1);
      const request = create(DeleteConfigRequestSchema, {
        service: place.service,
        key: keyOf(place),
        expectedVersion: BigInt(expectedVersion),
      });
      const verdict = writeVerdict(caller, place) ?? 'asks-a-store';
      return { ...common, method: 'deleteConfig', request, places: [place], expectedVersion, verdict };
    }
    case 'illegal': {
      const { method, service, key } = operation;
      const request = illegalRequest(method, service, key ?? 'tenant_config_orders');
      const field = key === undefined ? 'service' : method === 'batchGetConfigs' ? 'keys[0]' : 'key';
      return { ...common, method, request, places: [], verdict: { invalid: field } };
    }
  }
}

function placeOf(place: Place, { tenant }: Resident): Place {
  return place.name === ownName ? { ...place, name: tenant.marker } : place;
}

function readVerdict(caller: Caller, places: readonly Place[]): Verdict {
  for (const place of places) if (isUnstorable(place)) return { invalid: 'service' };
  return places.every(({ service }) => mayRead(caller, service)) ? 'asks-a-store' : 'denied';
}

function writeVerdict(caller: Caller, place: Place): Verdict | null {
  if (isUnstorable(place)) return { invalid: 'service' };
  return mayWrite(caller, place.service) ? null : 'denied';
}

function versionFor(expectation: Expectation, current: number, least: number): number {
  const wanted = { current, zero: 0, behind: current - 1, ahead: current + 1 }[expectation];
  return Math.max(wanted, least);
}

/** Unlike every other value ever sent, and with the tenant's marker in each part that a reply repeats. */
function newValue(
  world: World,
  { tenant, subject }: Caller,
  place: Place,
  wish: { readonly text: boolean; readonly padding: number; readonly sensitive: boolean },
): SentValue {
  const { marker, id } = tenant;
  const facts = { serial: world.nextSerial(), marker, tenant: id, service: place.service, key: keyOf(place) };
  const value = JSON.stringify({ ...facts, padding: marker.repeat(4).slice(0, wish.padding) });
  const contentType = wish.text ? `text/plain; marker=${marker}` : 'application/json';
  return { value, contentType, author: subject, sensitive: wish.sensitive };
}

function illegalRequest(
  method: Extract<Operation, { kind: 'illegal' }>['method'],
  service: string,
  key: string,
): MessageShape<DescMessage> {
  switch (method) {
    case 'getConfig':
      return create(GetConfigRequestSchema, { service, key });
    case 'batchGetConfigs':
      return create(BatchGetConfigsRequestSchema, { service, keys: [key] });
    case 'putConfig':
      return create(PutConfigRequestSchema, { service, key, value: '{}' });
    case 'deleteConfig':
      return create(DeleteConfigRequestSchema, { service, key, expectedVersion: 1n });
    case 'listConfigs':
      return create(ListConfigsRequestSchema, { service, tag: StoreTag.TENANT_CONFIG });
  }
}
