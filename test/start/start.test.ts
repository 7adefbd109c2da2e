import assert from 'node:assert/strict';
import { access, readFile, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type ServiceError, status } from '@grpc/grpc-js';
import { SensitivityCode } from '@leasehold/contract';
import { ConfigClient } from '@leasehold/dev';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { type DevFile, emptyFolder, leasehold, removeFolder, Started } from './started.ts';

const theme = { service: 'orders', key: 'tenant_config_theme' };
const password = { service: 'orders', key: 'param_config_db-password' };
const tenants = ['acme', 'globex'] as const;

describe('start, as a user runs it', () => {
  describe('once it is ready', () => {
    let started: Started;
    let dev: DevFile;
    let client: ConfigClient;
    let folder: string;

    before(async () => {
      folder = await emptyFolder();
      started = new Started(folder);
      dev = await started.ready();
      client = new ConfigClient(dev.grpc);
    });

    after(async () => {
      client.close();
      await started.stop();
      await removeFolder(folder);
    });

    it('has told other programs where everything is, in exactly these members', () => {
      assert.deepEqual(shapeOf(dev), {
        grpc: 'string',
        aws: 'string',
        issuer: 'string',
        metrics: 'string',
        refresh: 'string',
        instances: { 0: { grpc: 'string', refresh: 'string', metrics: 'string' } },
        region: 'string',
        table: 'string',
        roles: { reader: 'string', writer: 'string' },
        operator: { accessKeyId: 'string', secretAccessKey: 'string' },
        tokens: { acme: { reader: 'string', writer: 'string' }, globex: { reader: 'string', writer: 'string' } },
      });
      assert.match(dev.grpc, /^127\.0\.0\.1:\d+$/);
      for (const url of [dev.aws, dev.issuer]) assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    });

    it('has metrics of the service, at the address it prints, on loopback alone', async () => {
      assert.match(dev.metrics, /^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
      await client.call('getConfig', dev.tokens.acme.reader, theme);
      const text = await (await fetch(dev.metrics)).text();
      assert.match(text, /^leasehold_ready\{.*\} 1$/m);
      assert.match(text, /^rpc_server_call_duration_seconds_count\{.*GetConfig.*\} [1-9]/m);
      // Loopback has more addresses than the one: were it bound to all, this one would answer too.
      await assert.rejects(fetch(dev.metrics.replace('127.0.0.1', '127.0.0.2')), { name: 'TypeError' });
      assert.ok(started.said.includes(dev.metrics));
    });

    it('lets nobody else read its tokens and keys', async () => {
      for (const file of ['dev.json', 'service.log', 'notifier.log']) {
        assert.equal((await stat(join(folder, '.leasehold', file))).mode & 0o777, 0o600, file);
      }
    });

    for (const tenant of tenants) {
      it(`reads and writes ${tenant}'s own with each of its tokens, and never more than the role may`, async () => {
        const { reader, writer } = dev.tokens[tenant];
        for (const token of [reader, writer]) {
          for (const place of [theme, password]) {
            const { entry } = await client.call('getConfig', token, place);
            assert.ok(entry?.value?.includes(tenant), entry?.value);
          }
        }
        const place = { service: 'orders', key: 'tenant_config_written', value: tenant };
        const { entry } = await client.call('putConfig', writer, place);
        assert.equal(entry?.version, 1n);
        await assert.rejects(client.call('putConfig', reader, place), { code: status.PERMISSION_DENIED });
        const other = dev.tokens[tenant === 'acme' ? 'globex' : 'acme'].reader;
        await assert.rejects(client.call('getConfig', other, { ...place, key: 'tenant_config_only' }), {
          code: status.NOT_FOUND,
        });
      });
    }

    it('cuts a tenant off by the command it prints, and lets it in again, though not with the tokens of before', async () => {
      const { reader } = dev.tokens.globex;
      const revoked = await leasehold(folder, 'revoke', 'globex', '--local');
      assert.deepEqual([revoked.code, revoked.errors], [0, '']);
      assert.ok(revoked.output.includes(`  ${dev.refresh}  acknowledged`), revoked.output);
      await assert.rejects(client.call('getConfig', reader, theme), { code: status.PERMISSION_DENIED });
      await client.call('getConfig', dev.tokens.acme.reader, theme);
      assert.equal((await leasehold(folder, 'restore', 'globex', '--local')).code, 0);
      // The service waits for the end of the second in which it was restored, and looks again each second until then.
      let answer: unknown = status.PERMISSION_DENIED;
      for (let asks = 0; asks < 20_000 && answer === status.PERMISSION_DENIED; asks += 1) {
        answer = await client.call('getConfig', reader, theme).then(
          () => status.OK,
          ({ code }) => code,
        );
      }
      assert.equal(answer, status.UNAUTHENTICATED, 'a token of before it was restored opens nothing again');
    });

    it('has an AWS that gives the roles for the tokens, and to the operator the whole table', async () => {
      const { aws: endpoint, region, table, roles, operator } = dev;
      const sts = new STSClient({ endpoint, region, credentials: operator });
      const { Credentials } = await sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: roles.reader,
          RoleSessionName: 'acme',
          WebIdentityToken: dev.tokens.acme.reader,
        }),
      );
      assert.ok(Credentials?.SessionToken);
      sts.destroy();
      const dynamoDb = new DynamoDBClient({ endpoint, region, credentials: operator });
      const Key = { pk: { S: 'TENANT#globex|SERVICE#orders' }, sk: { S: 'CONFIG#theme' } };
      const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: table, Key }));
      assert.ok(Item);
      dynamoDb.destroy();
    });

    it('keeps no token, key or secret in its log', async () => {
      // The log is written in the background, and whole once the service has ended.
      assert.equal((await started.stop()).code, 0);
      const log = await readFile(join(folder, '.leasehold', 'service.log'), 'utf8');
      for (const method of ['GetConfig', 'PutConfig']) assert.ok(log.includes(`"method":"${method}"`));
      const { tokens, operator } = dev;
      const secrets = [...tenants.flatMap((tenant) => Object.values(tokens[tenant])), operator.secretAccessKey];
      for (const secret of [...secrets, 'demo-password-of-']) assert.equal(log.includes(secret), false);
    });
  });

  describe('when it is told to stop', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await emptyFolder();
    });
    afterEach(() => removeFolder(folder));

    for (const [what, signal] of [
      ['SIGTERM', 'SIGTERM'],
      ['Ctrl-C in a terminal', 'Ctrl-C'],
    ] as const) {
      it(`takes dev.json away, closes its ports and exits with 0 on ${what}`, async () => {
        const started = new Started(folder);
        const dev = await started.ready();
        const ending = await started.stop(signal);
        assert.deepEqual([ending.code, ending.errors], [0, '']);
        await assert.rejects(access(started.devFile), { code: 'ENOENT' });
        const client = new ConfigClient(dev.grpc);
        const closed = client.call('getConfig', dev.tokens.acme.reader, theme);
        await assert.rejects(closed, (error: ServiceError) => error.code === status.UNAVAILABLE);
        client.close();
        await assert.rejects(fetch(dev.aws));
      });
    }
  });

  it('refuses to run twice in one folder, and leaves the first one be', async () => {
    const folder = await emptyFolder();
    const first = new Started(folder);
    const dev = await first.ready();
    const second = await new Started(folder).ended;
    assert.equal(second.code, 1);
    assert.match(second.errors, /^start runs in this folder already \(gRPC 127\.0\.0\.1:\d+\); .*\n$/);
    assert.deepEqual(JSON.parse(await readFile(first.devFile, 'utf8')), dev);
    const client = new ConfigClient(dev.grpc);
    assert.ok((await client.call('getConfig', dev.tokens.acme.reader, theme)).entry);
    client.close();
    assert.equal((await first.stop()).code, 0);
    await removeFolder(folder);
  });

  it('takes its service along when it is killed', async () => {
    const folder = await emptyFolder();
    const started = new Started(folder);
    const dev = await started.ready();
    const client = new ConfigClient(dev.grpc);
    assert.ok((await client.call('getConfig', dev.tokens.acme.reader, theme)).entry);
    await started.stop('SIGKILL');
    // The service drains as soon as it sees its parent gone; until then it answers.
    for (let calls = 0; ; calls += 1) {
      assert.ok(calls < 10_000, 'the service lives on');
      const code = await client.call('getConfig', dev.tokens.acme.reader, theme).then(
        () => status.OK,
        (error: ServiceError) => error.code,
      );
      if (code === status.UNAVAILABLE) break;
    }
    client.close();
    const next = new Started(folder);
    assert.ok(await next.ready());
    await next.stop();
    await removeFolder(folder);
  });

  describe('with --data', () => {
    let folder: string;
    before(async () => {
      folder = await emptyFolder();
    });
    after(() => removeFolder(folder));

    it('keeps values, secrets, versions and the trail from one run to the next', async () => {
      const kept = { ...theme, value: '{"kept":true}', expectedVersion: 1n };
      const secret = { ...password, value: 'kept-secret', expectedVersion: 1n, sensitivity: SensitivityCode.SENSITIVE };
      const first = new Started(folder, ['--data', 'kept']);
      const earlier = await first.ready();
      const writing = new ConfigClient(earlier.grpc);
      for (const write of [kept, secret]) await writing.call('putConfig', earlier.tokens.acme.writer, write);
      writing.close();
      const puts = await putsInTrail(earlier);
      assert.ok(puts.length > 0);
      assert.equal((await first.stop()).code, 0);

      const second = new Started(folder, ['--data', 'kept']);
      const dev = await second.ready();
      const reading = new ConfigClient(dev.grpc);
      try {
        assert.notEqual(dev.operator.secretAccessKey, earlier.operator.secretAccessKey);
        for (const write of [kept, secret]) {
          const { entry } = await reading.call('getConfig', dev.tokens.acme.reader, write);
          assert.deepEqual([entry?.value, entry?.version], [write.value, 2n]);
        }
        const { entry } = await reading.call('getConfig', dev.tokens.globex.reader, password);
        assert.deepEqual([entry?.value, entry?.version], ['demo-password-of-globex', 1n]);
        const ids = new Set(await putsInTrail(dev));
        assert.deepEqual(
          puts.filter((id) => !ids.has(id)),
          [],
        );
      } finally {
        reading.close();
        assert.equal((await second.stop()).code, 0);
      }
    });
  });

  describe('that cannot run', () => {
    let folder: string;
    before(async () => {
      folder = await emptyFolder();
    });
    after(() => removeFolder(folder));

    for (const option of ['--grpc-port', '--aws-port', '--issuer-port', '--metrics-port']) {
      it(`says in one line that the port of ${option} is taken, and exits with 1`, async () => {
        const holder = createServer();
        await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
        const { port } = holder.address() as AddressInfo;
        try {
          const started = new Started(folder, [option, String(port)]);
          const { code, output, errors } = await started.ended;
          assert.deepEqual([code, output], [1, '']);
          assert.match(
            errors,
            new RegExp(`^[^\\n]*127\\.0\\.0\\.1:${port}[^\\n]*taken[^\\n]*${option} PORT[^\\n]*\\n$`),
          );
          await assert.rejects(access(started.devFile), { code: 'ENOENT' });
        } finally {
          await new Promise<void>((resolve) => holder.close(() => resolve()));
        }
      });
    }

    const bad: readonly (readonly [string, readonly string[]])[] = [
      ['a port that is no number', ['--grpc-port', 'x']],
      ['a port that is too large', ['--aws-port', '65536']],
      ['a port with a fraction', ['--issuer-port', '1.5']],
      ['no instance', ['--instances', '0']],
      ['more instances than a laptop should have', ['--instances', '21']],
      ['a latency of more than a minute', ['--sts-latency', '60001']],
      ['an option nobody knows', ['--no-verify']],
      ['an option without its value', ['--data']],
      ['a word too many', ['now']],
    ];
    for (const [what, args] of bad) {
      it(`refuses ${what} in one line, and exits with 1`, async () => {
        const { code, output, errors } = await new Started(folder, args).ended;
        assert.deepEqual([code, output], [1, '']);
        assert.match(errors, /^error: [^\n]+\n$/);
      });
    }
  });
});

/** The members of a document, their values replaced by their types. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

/** Ids of the writes of parameters that CloudTrail tells of. */
async function putsInTrail({ aws: endpoint, region, operator }: DevFile): Promise<readonly string[]> {
  const client = new CloudTrailClient({ endpoint, region, credentials: operator });
  const { Events = [] } = await client.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutParameter' }] }),
  );
  client.destroy();
  return Events.map(({ EventId = '' }) => EventId);
}
