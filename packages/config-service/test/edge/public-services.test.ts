import assert from 'node:assert/strict';
import { Client, credentials, type GrpcObject, loadPackageDefinition, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protoPath } from 'grpc-health-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RunningService } from '../fakes/running-service.ts';

const service = 'leasehold.config.v1.ConfigService';
const decode = (bytes: Buffer): Buffer => bytes;

describe('Health and reflection, without a token', () => {
  let running: RunningService;
  let client: Client;

  beforeEach(async () => {
    running = await RunningService.start();
    client = new Client(`127.0.0.1:${running.port}`, credentials.createInsecure());
  });

  afterEach(async () => {
    client.close();
    await running.stop();
  });

  /** HealthCheckRequest.service and HealthCheckResponse.status, by their bytes. */
  const request = (name: string): Buffer => Buffer.concat([Buffer.from([0x0a, name.length]), Buffer.from(name)]);
  const states = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
  const state = (reply: Buffer): string | undefined => states[reply[1] ?? 0];

  const check = (name: string): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        decode,
        decode,
        request(name),
        (error: ServiceError | null, reply?: Buffer) => (reply === undefined ? reject(error) : resolve(state(reply))),
      );
    });

  for (const name of ['', service]) {
    it(`says SERVING for ${name === '' ? 'the whole server' : name} when the issuers’ keys are at hand`, async () => {
      assert.equal(await check(name), 'SERVING');
    });
  }

  it('says NOT_SERVING, and listens, while an issuer’s keys are missing', async () => {
    const keyless = new RunningService();
    keyless.verifier.keysAtHand = false;
    keyless.port = (await keyless.service.start()).port;
    const other = new Client(`127.0.0.1:${keyless.port}`, credentials.createInsecure());
    const reply = await new Promise<Buffer>((resolve, reject) => {
      other.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        decode,
        decode,
        request(service),
        (error: ServiceError | null, bytes?: Buffer) => (bytes === undefined ? reject(error) : resolve(bytes)),
      );
    });
    other.close();
    await keyless.stop();
    assert.equal(state(reply), 'NOT_SERVING');
    assert.match(keyless.log.text(), /not ready: waiting for issuer-keys/);
  });

  it('tells a watcher NOT_SERVING when draining, and does not wait for it to leave', async () => {
    const watch = client.makeServerStreamRequest('/grpc.health.v1.Health/Watch', decode, decode, request(service));
    const seen: (string | undefined)[] = [];
    const first = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    watch.on('data', (reply: Buffer) => {
      seen.push(state(reply));
      first.resolve();
    });
    watch.on('error', () => ended.resolve());
    watch.on('end', () => ended.resolve());
    await first.promise;
    assert.equal(await running.service.stop(), true);
    await ended.promise;
    assert.deepEqual(seen, ['SERVING', 'NOT_SERVING']);
  });

  for (const version of ['v1', 'v1alpha']) {
    it(`lists its services and describes the contract by reflection ${version}`, async () => {
      const stream = client.makeBidiStreamRequest(
        `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
        decode,
        decode,
      );
      const replies: Buffer[] = [];
      stream.on('data', (reply: Buffer) => replies.push(reply));
      const ended = new Promise((resolve, reject) => {
        stream.on('end', resolve);
        stream.on('error', reject);
      });
      const symbol = Buffer.from(service);
      stream.write(Buffer.from([0x3a, 0])); // list_services = 7
      stream.write(Buffer.concat([Buffer.from([0x22, symbol.length]), symbol])); // file_containing_symbol = 4
      stream.end();
      await ended;
      const [list, file] = replies.map((reply) => reply.toString('latin1'));
      for (const name of [service, 'grpc.health.v1.Health']) assert.ok(list?.includes(name), name);
      for (const name of ['GetConfigRequest', 'expected_version', 'PutConfig']) assert.ok(file?.includes(name), name);
      assert.equal(file?.includes('tenant_id'), false);
      // A client can resolve the fields' types only from a file that says what it imports (FileDescriptorProto field 3).
      const imported = 'google/protobuf/timestamp.proto';
      assert.ok(file?.includes(`\x1a${String.fromCharCode(imported.length)}${imported}`), 'the import is named');
      assert.ok(
        file?.includes(`\x0a${String.fromCharCode(imported.length)}${imported}`),
        'the imported file comes too',
      );
    });
  }

  it('is what an ordinary health client expects', async () => {
    const definition = loadPackageDefinition(loadSync(protoPath, { enums: String }));
    const { Health } = ((definition['grpc'] as GrpcObject)['health'] as GrpcObject)['v1'] as GrpcObject;
    const health = Reflect.construct(Health as new (...args: unknown[]) => object, [
      `127.0.0.1:${running.port}`,
      credentials.createInsecure(),
    ]) as Client & { check(request: object, done: (error: unknown, reply: { status: string }) => void): void };
    const reply = await new Promise<{ status: string }>((resolve) => {
      health.check({ service }, (_error, answer) => resolve(answer));
    });
    health.close();
    assert.equal(reply.status, 'SERVING');
  });
});
