import assert from 'node:assert/strict';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { ConfigService, ErrorInfoSchema, GetConfigResponseSchema, StatusSchema } from '@leasehold/contract';
import { after, before, describe, it } from 'mocha';
import type { Attack } from './attack.ts';
import { AttackedService, themeValue } from './attacked-service.ts';
import { authorizationAttacks } from './authorization-attacks.ts';
import { claimAttacks } from './claim-attacks.ts';
import { headerAttacks } from './header-attacks.ts';
import type { RawReply } from './raw-call.ts';
import { signatureAttacks } from './signature-attacks.ts';
import { textAttacks } from './text-attacks.ts';

const fixedMessage = 'the bearer token was missing or not accepted';

describe('The token attack table, at the gRPC edge of the whole service', () => {
  let world: AttackedService;
  /** What a call without any authorization is answered; all refusals must be the same. */
  let refusal: object;

  before(async () => {
    world = await AttackedService.start();
    refusal = constantPart(await world.ask([]));
  });

  after(() => world.close());

  describe('control', () => {
    it('accepts the good token that all of these are changes of', () => acceptsGoodToken());
  });

  const tables: readonly (readonly [string, readonly Attack[]])[] = [
    ['authorization', authorizationAttacks],
    ['signature', signatureAttacks],
    ['header', headerAttacks],
    ['text', textAttacks],
    ['claims', claimAttacks],
  ];
  for (const [what, attacks] of tables) {
    describe(what, () => {
      for (const attack of attacks) it(`refuses ${attack.name}`, () => refuses(attack));
    });
  }

  describe('on a stream', () => {
    const { watchConfigs } = ConfigService.method;
    const path = `/${ConfigService.typeName}/${watchConfigs.name}`;
    const request = toBinary(watchConfigs.input, create(watchConfigs.input, { service: 'orders' }));

    for (const [what, attacks] of tables) {
      it(`refuses all that is wrong with the ${what} as on any call`, async () => {
        const calls = world.aws.trail.records().length;
        for (const attack of attacks) {
          const reply = await world.raw.call(path, attack.authorization(world), request);
          assert.deepEqual([constantPart(reply), reply.messages], [refusal, []], attack.name);
        }
        assert.equal(world.aws.trail.records().length, calls, 'AWS was asked');
      });
    }
  });

  describe('beside the table', () => {
    it('never asked the server that the attacker pointed at, though it would have answered', async () => {
      assert.equal(world.attacker.requests, 0);
      const { keys } = (await (await fetch(world.attacker.jwksUri)).json()) as { keys: readonly unknown[] };
      assert.deepEqual(keys, [world.attacker.publicJwk]);
      assert.equal(world.attacker.requests, 1);
    });

    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      it(`takes the scheme in any case, as RFC 9110 has it: ${scheme}`, async () => {
        assert.equal(servedValue(await world.ask([`${scheme} ${world.mint()}`])), themeValue);
      });
    }

    for (const method of ConfigService.methods) {
      it(`refuses ${method.name} without a token, with a forged one and with one of another application`, async () => {
        const calls = world.aws.trail.records().length;
        const forged = world.attacker.sign(JSON.stringify(world.issuer.header()), JSON.stringify(world.claims()));
        const path = `/${ConfigService.typeName}/${method.name}`;
        const request = toBinary(method.input, create(method.input));
        for (const token of [null, forged, world.mint({ aud: 'another-app' })]) {
          const reply = await world.raw.call(path, token === null ? [] : [`Bearer ${token}`], request);
          assert.deepEqual(constantPart(reply), refusal);
        }
        assert.equal(world.aws.trail.records().length, calls);
      });
    }

    it('answers an unknown method without looking at the token', async () => {
      const path = `/${ConfigService.typeName}/DropEverything`;
      assert.equal((await world.raw.call(path, [`Bearer ${world.mint()}`], Buffer.alloc(0))).status, '12');
    });

    it('asks no token for health and reflection', async () => {
      const health = await world.raw.call('/grpc.health.v1.Health/Check', [], Buffer.alloc(0));
      assert.deepEqual([health.status, health.messages], ['0', [Buffer.from([0x08, 1])]]);
      const listServices = Buffer.from([0x3a, 0]);
      const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
      const reflection = await world.raw.call(path, [], listServices);
      assert.equal(reflection.status, '0');
      assert.ok(Buffer.concat(reflection.messages).includes(ConfigService.typeName));
    });

    it('still accepts the good token after all of these', () => acceptsGoodToken());
  });

  async function acceptsGoodToken(): Promise<void> {
    assert.equal(servedValue(await world.ask([`Bearer ${world.mint()}`])), themeValue);
  }

  /** One answer for all of them, no call to AWS, and nothing of the token in the log. */
  async function refuses(attack: Attack): Promise<void> {
    const authorization = attack.authorization(world);
    const calls = world.aws.trail.records().length;
    const lines = world.log.length;
    const reply = await world.ask(authorization);

    assert.equal(reply.status, '16', `${reply.status} ${reply.message}`);
    assert.equal(reply.message, fixedMessage);
    assert.deepEqual(constantPart(reply), refusal);
    assert.deepEqual(reply.messages, []);
    assert.deepEqual(errorInfoOf(reply), { reason: 'UNAUTHENTICATED', domain: 'leasehold', metadata: {} });

    assert.equal(world.aws.trail.records().length, calls, 'AWS was asked');
    const written = world.log.slice(lines);
    assert.equal(written.length, 1);
    const record = JSON.parse(written[0] ?? '') as Readonly<Record<string, unknown>>;
    assert.deepEqual([record['reason'], record['grpcCode'], record['tenant']], [attack.reason, 16, undefined]);
    assert.equal(record['requestId'], reply.fields['x-request-id']);
    for (const part of secretParts(authorization)) {
      assert.equal(written.join('').includes(part), false, 'a part of the token is in the log');
    }
  }
});

/** All of a reply that must not differ from one refusal to the next: everything but the time and the request's id. */
function constantPart({ fields }: RawReply): object {
  const { date, 'x-request-id': requestId, ...constant } = fields;
  return { ...constant, has: [typeof date, typeof requestId, requestId?.length] };
}

function errorInfoOf(reply: RawReply): object | undefined {
  const status = fromBinary(StatusSchema, Buffer.from(reply.fields['grpc-status-details-bin'] ?? '', 'base64'));
  const [info, ...others] = status.details.map((detail) => anyUnpack(detail, ErrorInfoSchema));
  assert.deepEqual(others, []);
  if (info === undefined) return undefined;
  const { reason, domain, metadata } = info;
  return { reason, domain, metadata };
}

function servedValue(reply: RawReply): string | undefined {
  assert.equal(reply.status, '0', reply.message);
  return fromBinary(GetConfigResponseSchema, reply.messages[0] ?? Buffer.alloc(0)).entry?.value;
}

/** What a log line could show of a token: its parts, and pieces of them. */
function secretParts(authorization: readonly string[]): readonly string[] {
  return authorization
    .flatMap((line) => line.split(/[ .,\t"]/))
    .filter((part) => part.length >= 16)
    .flatMap((part) => [part, part.slice(0, 16), part.slice(-16)]);
}
