import assert from 'node:assert/strict';
import { Metadata, status } from '@grpc/grpc-js';
import type { TrailEntry } from '@leasehold/local-aws';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { cacheKeyedByKeyAlone, oneKeyForEverything, oneSpaceForAll } from './broken-parts.ts';
import { judgeAtEdge } from './edge-judge.ts';
import { anyLegalOperation, seeding } from './operations.ts';
import { type Judge, performAll } from './perform.ts';
import { seededPlaces } from './places.ts';
import { forgetful, type Override, quietService } from './quiet-service.ts';
import { RawReply } from './raw-client.ts';
import { judgeRefused } from './sabotage-judge.ts';
import { searchable } from './searchable.ts';
import { Tally } from './tally.ts';
import { ModelViolation } from './tenant-model.ts';
import { assertOnlyOwn, ForeignMarkerError, makeTenants } from './tenants.ts';
import { dataAsks, isCrossed, UnattributedError } from './trail-oracle.ts';
import { Victims } from './victims.ts';
import { Visit, World } from './world.ts';

const seeded = seededPlaces.filter(({ service }) => service === 'orders').slice(0, 4);

/** Tenants that share one space also lose each other's writes: seen first, that is no sight of the leak looked for. */
function unlessModel(failure: unknown): void {
  if (!(failure instanceof ModelViolation)) throw failure;
}

describe('the isolation properties themselves', () => {
  /** Of a service that acted for one tenant alone, whoever called. */
  let trail: readonly TrailEntry[];

  const compositions: readonly {
    readonly what: string;
    readonly broken: (world: World) => readonly Override[];
    readonly judge: Judge;
  }[] = [
    {
      what: 'one cache keyed by service and key alone',
      broken: () => [cacheKeyedByKeyAlone()],
      judge: judgeAtEdge,
    },
    {
      what: "the administrator's key, which asks for another tenant's data",
      broken: ({ cloud, tenants }) => oneKeyForEverything(cloud.aws, new Victims(tenants, 'others').choose),
      judge: judgeRefused,
    },
    {
      what: 'one session and one space for all tenants',
      broken: (world) => oneSpaceForAll(world.resident(0).tenant.id),
      judge: judgeAtEdge,
    },
  ];

  for (const { what, broken, judge } of compositions) {
    it(`fail for a service with ${what}`, async () => {
      const world = await World.start();
      try {
        await seed(world);
        const visit = await Visit.begin(world, quietService(world, forgetful, ...broken(world)));
        try {
          // So that the broken service has had the first tenant's administrator once, whatever comes of it.
          await performAll(visit, seeding(1, seeded).flat(), () => () => {});
          const batch = fc.array(anyLegalOperation(world.residents.length), {
            minLength: 10,
            maxLength: 90,
            size: 'max',
          });
          const result = await fc.check(
            fc.asyncProperty(batch, (operations) => performAll(visit, operations, judge).catch(unlessModel)),
            { numRuns: 10, unbiased: true, endOnFailure: true },
          );
          assert.equal(result.failed, true, 'the leak went unnoticed');
          assert.ok(result.errorInstance instanceof ForeignMarkerError, `${result.errorInstance}`);
        } finally {
          await visit.end();
        }
        trail = world.cloud.aws.trail.entries();
      } finally {
        await world.close();
      }
    });
  }

  const [own, other] = makeTenants();
  assert.ok(own !== undefined && other !== undefined);
  const { marker } = other;
  const cursor = Buffer.from(`name-${marker}`).toString('base64url');
  const replies: Readonly<Record<string, () => RawReply>> = {
    'a message': () => reply({ bytes: Buffer.from(`\n\x20${marker}`) }),
    'a message, in capitals': () => reply({ bytes: Buffer.from(marker.toUpperCase()) }),
    'a page token': () => reply({ bytes: Buffer.from(`\x12&${cursor}`) }),
    'a page token after a letter': () => reply({ bytes: Buffer.from(`\x12B${cursor}`) }),
    'a status text': () => reply({ details: `nothing is stored for ${marker}` }),
    'a header': () => reply({ initial: { 'x-seen': marker } }),
    'a trailer': () => reply({ trailers: { 'x-seen': marker } }),
    'error details': () => reply({ trailers: { 'grpc-status-details-bin': Buffer.from(`\x08\x05${marker}`) } }),
  };

  for (const [where, make] of Object.entries(replies)) {
    it(`find a neighbour's marker in ${where}`, () => {
      assert.throws(() => assertOnlyOwn([own, other], own, searchable(make()), where), ForeignMarkerError);
      assertOnlyOwn([own, other], other, searchable(make()), where);
    });
  }

  it('find an allowed call of one session for the data of another tenant', () => {
    const honest = trail.find(({ record }) => record.eventName === 'GetItem');
    assert.ok(honest !== undefined);
    assert.deepEqual(dataAsks([honest]).filter(isCrossed), []);
    const thief = JSON.stringify(honest.record.userIdentity).replaceAll('acme', 'globex');
    const forged = { ...honest, record: { ...honest.record, userIdentity: JSON.parse(thief) } };
    const [ask] = dataAsks([forged]).filter(isCrossed);
    assert.deepEqual([ask?.tenant, ask?.allowed], ['globex', true]);
  });

  it('let no data call pass that they cannot attribute', () => {
    const honest = trail.find(({ record }) => record.eventName === 'GetItem');
    assert.ok(honest !== undefined);
    const { record } = honest;
    const forgeries = [
      { ...record, requestParameters: {} },
      { ...record, requestParameters: { tableName: 'leasehold', key: { pk: 'TENANT#*' } } },
      { ...record, userIdentity: { ...record.userIdentity, sessionContext: {} } },
      { ...record, userIdentity: { ...record.userIdentity, sessionContext: { sourceIdentity: 'globex' } } },
    ];
    for (const forged of forgeries) assert.throws(() => dataAsks([{ ...honest, record: forged }]), UnattributedError);
  });

  it('fail when too little happened', () => {
    const tally = new Tally();
    tally.add('get', status.OK);
    tally.assertAtLeast({ 'get OK': 1 });
    assert.throws(() => tally.assertAtLeast({ 'get OK': 2 }));
    assert.throws(() => tally.assertAtLeast({ 'put OK': 1 }));
  });
});

/** A little for every tenant, by a service that is not broken. */
async function seed(world: World): Promise<void> {
  const healthy = await Visit.begin(world, quietService(world));
  for (const puts of seeding(world.residents.length, seeded)) await performAll(healthy, puts, judgeAtEdge);
  await healthy.end();
}

function reply(parts: {
  readonly bytes?: Buffer;
  readonly details?: string;
  readonly initial?: Readonly<Record<string, string>>;
  readonly trailers?: Readonly<Record<string, string | Buffer>>;
}): RawReply {
  const { bytes, details = '', initial = {}, trailers = {} } = parts;
  return new RawReply({ code: status.OK, details, metadata: metadataOf(trailers) }, bytes, metadataOf(initial));
}

function metadataOf(values: Readonly<Record<string, string | Buffer>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(values)) metadata.set(key, value);
  return metadata;
}
