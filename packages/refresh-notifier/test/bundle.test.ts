import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { bundleNotifier } from '../src/bundle.ts';
import { parameterStoreChange, streamBatch, streamRecord } from './samples.ts';
import { StubAws } from './stub-aws.ts';
import { StubInstance } from './stub-instance.ts';

const run = promisify(execFile);

/** Runs the handler as Lambda does: loads the file, calls the export, again in the same process for each further event. */
const runtime = `
  const { handler } = require(process.argv[1]);
  const endsAt = Date.now() + Number(process.argv[2]);
  const context = { getRemainingTimeInMillis: () => endsAt - Date.now() };
  (async () => {
    for (const event of JSON.parse(process.argv[3])) {
      try {
        const answer = await handler(event, context);
        process.stdout.write('ANSWER ' + JSON.stringify(answer) + '\\n');
      } catch (error) {
        process.stdout.write('THROWN ' + error.name + ' ' + error.message + '\\n');
      }
    }
    process.exit(0);
  })();
`;

describe('The bundle', () => {
  let folder: string;
  let file: string;
  let aws: StubAws;
  let first: StubInstance;
  let second: StubInstance;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leasehold-notifier-'));
    file = await bundleNotifier(join(folder, 'index.cjs'));
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    aws = await StubAws.start();
    first = await StubInstance.start();
    second = await StubInstance.start();
    aws.instances.set('first', first.address).set('second', second.address);
  });
  afterEach(async () => {
    first.close();
    second.close();
    await aws.close();
  });

  /** The lines that the function wrote, those of the runtime included. */
  const invoke = async (
    events: readonly unknown[],
    settings: Record<string, string> = {},
    remainingMs = 10_000,
  ): Promise<readonly string[]> => {
    const environment = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL: aws.url,
      LEASEHOLD_NAMESPACE: 'leasehold.internal',
      LEASEHOLD_DISCOVERY_SERVICE: 'config-service',
      LEASEHOLD_PARAMETER_ROOT: 'config-service',
      LEASEHOLD_REFRESH_AUDIENCE: 'leasehold-refresh',
      LEASEHOLD_TRANSPORT: 'plaintext-loopback',
      ...settings,
    };
    const args = ['-e', runtime, '--', file, String(remainingMs), JSON.stringify(events)];
    const { stdout, stderr } = await run(process.execPath, args, { env: environment, cwd: folder, timeout: 30_000 });
    assert.equal(stderr, '');
    return stdout.trimEnd().split('\n');
  };
  const answered = 'ANSWER {"batchItemFailures":[]}';

  it('is one file that needs no other, and of which esbuild is no part', () => {
    const text = readFileSync(file, 'utf8');
    const needed = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => String(name));
    const builtin = new Set(process.getBuiltinModule('node:module').builtinModules);
    const others = new Set(needed.filter((name) => !name.startsWith('node:') && !builtin.has(name)));
    // The SDK asks for this one only where requests are signed for several regions, and goes on without it.
    assert.deepEqual([...others], ['@aws-sdk/signature-v4-crt']);
    assert.ok(!text.includes('esbuild.build'));
  });

  it('tells both instances what a batch says was changed, as the notifier, with one token over invocations', async () => {
    const batch = streamBatch(
      streamRecord('TENANT#acme|SERVICE#orders', 'CONFIG#theme'),
      streamRecord('TENANT#acme|SERVICE#orders', 'HISTORY#theme#000000000002'),
    );
    const lines = await invoke([batch, parameterStoreChange('/config-service/globex/orders/endpoint'), {}]);
    assert.deepEqual(
      lines.filter((line) => /^[A-Z]/.test(line)),
      [answered, answered, answered],
    );
    for (const { told, authorizations } of [first, second]) {
      assert.deepEqual(told, [['acme orders tenant_config_theme'], ['globex orders param_config_endpoint']]);
      assert.deepEqual(new Set(authorizations), new Set(['Bearer of.the.notifier']));
    }
    assert.deepEqual(
      aws.asked.filter((each) => each !== 'DiscoverInstances'),
      ['GetWebIdentityToken leasehold-refresh RS256'],
    );
    const said = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    assert.deepEqual(
      said.map(({ event, outcome, keys }) => [event, outcome ?? keys]),
      [
        ['instance', 'acknowledged'],
        ['instance', 'acknowledged'],
        ['refresh', 1],
        ['instance', 'acknowledged'],
        ['instance', 'acknowledged'],
        ['refresh', 1],
        ['refresh', 0],
      ],
    );
    assert.doesNotMatch(lines.join('\n'), /acme|globex|theme|endpoint|of\.the\.notifier/);
  });

  it('tries again the instance that failed and no other, and asks again a Cloud Map that throttles', async () => {
    first.failing = 2;
    aws.throttled = 1;
    const lines = await invoke([streamBatch(streamRecord('TENANT#acme', 'CONFIG#theme'))]);
    assert.equal(lines.at(-1), answered);
    assert.deepEqual([first.authorizations.length, second.authorizations.length], [3, 1]);
  });

  it('throws when a live instance did not acknowledge, and not for one that is gone', async () => {
    second.close();
    const batch = streamBatch(streamRecord('TENANT#acme', 'CONFIG#theme'));
    const lines = await invoke([batch], {}, 4_500);
    assert.match(lines.at(-1) ?? '', /^THROWN NotAcknowledgedError 1 of 2 live instances did not acknowledge/);
    aws.instances.delete('second');
    assert.equal((await invoke([batch])).at(-1), answered);
  });

  it('says what is wrong with its settings, and refuses plaintext beyond loopback', async () => {
    const batch = streamBatch(streamRecord('TENANT#acme', 'CONFIG#theme'));
    const bad = await invoke([batch], { LEASEHOLD_NAMESPACE: '' });
    assert.match(bad.at(-1) ?? '', /^THROWN SettingsError bad settings: LEASEHOLD_NAMESPACE: required/);
    aws.instances.clear();
    aws.instances.set('far', '10.0.0.5:50052');
    const far = await invoke([batch], {}, 4_500);
    assert.match(far.join('\n'), /"instance":"far","outcome":"failed".*"code":"PLAINTEXT_REFUSED"/);
  });
}).timeout(60_000);
