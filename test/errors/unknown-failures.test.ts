import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { override, parts } from '@leasehold/config-service';
import { after, before, describe, it } from 'mocha';
import { ErrorsBench, failureOf, type RunningService } from './errors-bench.ts';

const secret = 'hunter2-of-acme';
const fixedText = 'internal error; its cause is in the service log under this x-request-id';

class LeakyError extends Error {
  readonly value = secret;
}

/** Whatever a part may throw on a bad day; each of them holds what must not get out. */
const thrown: readonly (readonly [string, () => unknown])[] = [
  ['an error', () => new TypeError(`cannot read ${secret}`)],
  ['an error with a cause', () => new Error(secret, { cause: new LeakyError(secret) })],
  ['an error with a status of its own', () => Object.assign(new Error(secret), { code: status.OK, details: secret })],
  ['an error named after the secret', () => Object.assign(new Error(secret), { name: `${secret} x` })],
  ['a text', () => secret],
  ['nothing', () => undefined],
  ['an object', () => ({ code: 5, message: secret, metadata: null })],
  ['an error that is its own cause', () => circular()],
];

describe('A failure nobody expected', () => {
  let bench: ErrorsBench;
  let service: RunningService;
  let failWith: () => unknown = () => new Error('unset');

  before(async () => {
    bench = await ErrorsBench.start();
    const fail = async (): Promise<never> => {
      throw failWith();
    };
    service = await bench.service({
      overrides: [
        override(parts.dynamoDbStore, [], () => ({
          tag: 'tenant_config' as const,
          get: fail,
          getMany: fail,
          list: fail,
          versions: fail,
          put: fail,
          delete: fail,
        })),
      ],
    });
  });

  after(async () => {
    await service.stop();
    await bench.close();
  });

  for (const [what, make] of thrown) {
    it(`is INTERNAL with one fixed text and nothing of its cause, on the wire and in the log, when it is ${what}`, async () => {
      failWith = make;
      const lines = service.log.length;
      const theme = { service: 'orders', key: 'tenant_config_theme' };
      const admin = bench.token('admin');
      const calls = [
        () => service.client.call('getConfig', admin, theme),
        () => service.client.call('listConfigs', admin, { service: 'orders', tag: 1 }),
        () => service.client.call('putConfig', admin, { ...theme, value: secret }),
        () => service.client.call('deleteConfig', admin, { ...theme, expectedVersion: 1n }),
      ];
      for (const call of calls) {
        const failure = await failureOf(call());
        assert.deepEqual([failure.code, failure.details], [status.INTERNAL, fixedText]);
        assert.deepEqual(failure.metadata.get('grpc-status-details-bin'), []);
        assert.equal(JSON.stringify(failure.metadata.getMap()).includes(secret), false);
        const [requestId] = failure.metadata.get('x-request-id');
        const record = service.log.map((line) => JSON.parse(line)).find((each) => each.requestId === requestId);
        assert.deepEqual([record?.level, record?.grpcCode], ['error', status.INTERNAL]);
      }
      const { results } = await service.client.call('batchGetConfigs', admin, { service: 'orders', keys: [theme.key] });
      const outcome = results[0]?.outcome;
      assert.deepEqual(outcome?.case === 'error' && [outcome.value.code, outcome.value.message], [
        status.INTERNAL,
        fixedText,
      ]);
      const written = service.log.slice(lines).join('');
      assert.ok(written.includes('"internal"'));
      assert.equal(written.includes(secret), false);
    });
  }
});

function circular(): Error {
  const error: Error = new Error(secret);
  error.cause = error;
  return error;
}
