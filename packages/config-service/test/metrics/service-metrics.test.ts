import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { ConfigService, StoreTag } from '@leasehold/contract';
import { UnavailableError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import { FreshnessTally } from '../../src/freshness/freshness-tally.ts';
import { CallTally } from '../../src/metrics/call-tally.ts';
import { metricsTable } from '../../src/metrics/metrics-table.ts';
import { prometheusName } from '../../src/metrics/prometheus-name.ts';
import { serviceMetrics } from '../../src/metrics/service-metrics.ts';
import { VendingTally } from '../../src/metrics/vending-tally.ts';
import { RefreshTally } from '../../src/refresh/refresh-tally.ts';
import { WatchTally } from '../../src/watch/watch-tally.ts';
import { tokenOf } from '../fakes/callers.ts';
import { FakeVendor, vendingOf } from '../fakes/fake-vendor.ts';
import { ManualSchedule } from '../fakes/manual-schedule.ts';
import { RunningService } from '../fakes/running-service.ts';
import { type Sample, samplesOf, sampleValue, scrapeText } from '../fakes/scrape.ts';

const { getConfig, listConfigs } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };
const count = 'rpc_server_call_duration_seconds_count';
const ofMethod = (name: string, code: string) => ({
  rpc_system_name: 'grpc',
  rpc_method: `leasehold.config.v1.ConfigService/${name}`,
  rpc_response_status_code: code,
});

const every = serviceMetrics({
  vending: vendingOf(new FakeVendor()),
  vendingTally: new VendingTally(),
  callTally: new CallTally(),
  valueCache: { bytes: 0, tenants: 0, hits: 0, servedStale: 0, misses: 0 },
  inFlight: { count: 0 },
  unproven: { count: 0 },
  revoked: { count: 0 },
  revocationWatch: { isFailing: false },
  refreshTally: new RefreshTally(),
  freshnessTally: new FreshnessTally(),
  reconcile: { oldestMs: () => 0 },
  watches: { size: 0 },
  watchTally: new WatchTally(),
  readiness: { names: ['issuer-keys'], missing: [] },
});

describe('The metrics of a service', () => {
  const tally = new VendingTally();
  const stsIsDown = new UnavailableError('AWS STS has not answered yet: ECONNREFUSED', 1_000);
  let vendor: FakeVendor;
  let running: RunningService;
  let metricsPort: number;

  beforeEach(async () => {
    vendor = new FakeVendor();
    running = new RunningService(
      { LEASEHOLD_METRICS_PORT: '0' },
      override(parts.vendingTally, [], () => tally),
      override(parts.vending, [], () => ({ ...vendingOf(vendor), askSts: () => Promise.reject(stsIsDown) })),
    );
    const started = await running.service.start();
    running.port = started.port;
    metricsPort = started.metricsPort ?? 0;
  });

  afterEach(() => running.stop());

  const scrape = async (): Promise<readonly Sample[]> => samplesOf(await scrapeText(metricsPort));

  it('count calls by method and status, those without a token too, with their time', async () => {
    const client = running.client(tokenOf('acme'));
    assert.equal((await client.call(getConfig, theme)).code, status.NOT_FOUND);
    assert.equal((await client.call(getConfig, theme)).code, status.NOT_FOUND);
    assert.equal(
      (await client.call(listConfigs, { service: 'orders', tag: StoreTag.TENANT_CONFIG, pageSize: 10 })).code,
      status.OK,
    );
    assert.equal((await running.client(null).call(getConfig, theme)).code, status.UNAUTHENTICATED);
    await running.until(() => running.log.records().filter(({ msg }) => msg === 'call').length === 4);
    const samples = await scrape();
    assert.equal(sampleValue(samples, count, ofMethod('GetConfig', 'NOT_FOUND')), 2);
    assert.equal(sampleValue(samples, count, ofMethod('ListConfigs', 'OK')), 1);
    assert.equal(sampleValue(samples, count, ofMethod('GetConfig', 'UNAUTHENTICATED')), 1);
    const all = samples.filter(({ name }) => name === count);
    assert.equal(all.length, 3);
    const buckets = samples.filter(
      ({ name, labels }) =>
        name.endsWith('call_duration_seconds_bucket') && labels['rpc_method']?.endsWith('ListConfigs'),
    );
    assert.deepEqual([buckets.at(-1)?.labels['le'], buckets.at(-1)?.value], ['+Inf', 1]);
    assert.ok(Number(sampleValue(samples, 'rpc_server_call_duration_seconds_sum', ofMethod('ListConfigs', 'OK'))) > 0);
  });

  it('tell calls under way apart by whether their token has been verified', async () => {
    const opened = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    vendor.before = () => {
      reached.resolve();
      return opened.promise;
    };
    const verified = await running.client(tokenOf('acme')).begin(getConfig, theme);
    await reached.promise;
    running.verifier.before = () => opened.promise;
    const unproven = await running.client(tokenOf('globex')).begin(getConfig, theme);
    await running.until(() => running.verifier.verifications === 2);
    const samples = await scrape();
    assert.equal(sampleValue(samples, 'leasehold_calls_in_flight', { caller: 'verified' }), 1);
    assert.equal(sampleValue(samples, 'leasehold_calls_in_flight', { caller: 'unproven' }), 1);
    opened.resolve();
    await Promise.all([verified.answer, unproven.answer]);
    await running.until(() => running.log.records().filter(({ msg }) => msg === 'call').length === 2);
    assert.equal(sampleValue(await scrape(), 'leasehold_calls_in_flight', { caller: 'verified' }), 0);
  });

  it('tell what the value cache holds and answers', async () => {
    const client = running.client(tokenOf('acme'));
    await client.call(getConfig, theme);
    await client.call(getConfig, theme);
    const samples = await scrape();
    assert.equal(sampleValue(samples, 'leasehold_value_cache_lookups_total', { result: 'hit' }), 1);
    assert.equal(sampleValue(samples, 'leasehold_value_cache_lookups_total', { result: 'miss' }), 1);
    assert.equal(sampleValue(samples, 'leasehold_value_cache_tenants'), 1);
    assert.ok(Number(sampleValue(samples, 'leasehold_value_cache_size_bytes')) > 300);
    assert.equal(sampleValue(samples, 'leasehold_vend_requests_total', { result: 'miss' }), 1);
  });

  it('tell which condition of readiness is missing', async () => {
    const samples = await scrape();
    assert.equal(sampleValue(samples, 'leasehold_ready', { condition: 'issuer-keys' }), 1);
    assert.equal(sampleValue(samples, 'leasehold_ready', { condition: 'sts' }), 0);
  });

  it('tell how STS answers, in seconds and shares', async () => {
    const before = await scrape();
    assert.equal(sampleValue(before, 'leasehold_sts_clock_skew_seconds'), undefined, 'nobody knows it yet');
    const operation = 'AssumeRole' as const;
    tally.stsCall({ operation, endpoint: 'primary', milliseconds: 60, outcome: 'ok' });
    tally.stsCall({ operation, endpoint: 'primary', milliseconds: 75, outcome: 'Throttling' });
    tally.stsCall({ operation, endpoint: 'fallback', milliseconds: 20_000, outcome: 'SomethingNew' });
    tally.budgetWait(250);
    tally.shed('tenant-full');
    tally.packedPolicySize(62);
    tally.packedPolicySize(41);
    tally.clockSkew(-1_500);
    const samples = await scrape();
    const bucket = (endpoint: string, le: string) =>
      sampleValue(samples, 'leasehold_sts_call_duration_seconds_bucket', { operation, endpoint, le });
    assert.deepEqual(
      ['0.05', '0.075', '0.1', '+Inf'].map((le) => bucket('primary', le)),
      [0, 2, 2, 2],
    );
    assert.deepEqual([bucket('fallback', '10'), bucket('fallback', '+Inf')], [0, 1]);
    assert.equal(sampleValue(samples, 'leasehold_sts_call_duration_seconds_sum', { endpoint: 'primary' }), 0.135);
    const errors = 'leasehold_sts_call_errors_total';
    assert.equal(sampleValue(samples, errors, { operation, endpoint: 'primary', code: 'Throttling' }), 1);
    assert.equal(sampleValue(samples, errors, { operation, endpoint: 'fallback', code: 'other' }), 1);
    assert.equal(samples.filter(({ name }) => name === errors).length, 2);
    assert.equal(sampleValue(samples, 'leasehold_sts_budget_wait_duration_seconds_bucket', { le: '0.25' }), 1);
    assert.equal(sampleValue(samples, 'leasehold_sts_budget_sheds_total', { reason: 'tenant-full' }), 1);
    assert.equal(sampleValue(samples, 'leasehold_sts_budget_sheds_total', { reason: 'full' }), 0);
    assert.equal(sampleValue(samples, 'leasehold_sts_packed_policy_used_ratio', { of: 'last' }), 0.41);
    assert.equal(sampleValue(samples, 'leasehold_sts_packed_policy_used_ratio', { of: 'largest' }), 0.62);
    assert.equal(sampleValue(samples, 'leasehold_sts_clock_skew_seconds'), -1.5);
    assert.equal(sampleValue(samples, 'leasehold_sts_endpoint_open', { endpoint: 'primary' }), 0);
  });

  it('tell how many tenants are revoked, and that the list cannot be read any more', async () => {
    const timers = new ManualSchedule();
    const other = new RunningService(
      { LEASEHOLD_METRICS_PORT: '0' },
      override(parts.schedule, [], () => timers.after),
    );
    other.revocations.set(['acme', 'globex']);
    const { metricsPort: port } = await other.service.start();
    try {
      const seen = async () => {
        const samples = samplesOf(await scrapeText(port ?? 0));
        return ['tenants', 'failing'].map((name) => sampleValue(samples, `leasehold_revocations_${name}`));
      };
      assert.deepEqual(await seen(), [2, 0]);
      other.revocations.failure = new Error('IAM is down');
      await timers.goOff();
      assert.deepEqual(await seen(), [2, 1]);
      other.revocations.failure = undefined;
      other.revocations.set([]);
      await timers.goOff();
      assert.deepEqual(await seen(), [0, 0]);
    } finally {
      await other.stop();
    }
  });

  it('are gone when the service has stopped', async () => {
    await running.service.stop();
    await assert.rejects(scrapeText(metricsPort));
  });

  it('are named once each, in the way of Prometheus, and each says what it is', () => {
    const names = every.map(prometheusName);
    assert.equal(new Set(names).size, names.length);
    for (const [index, metric] of every.entries()) {
      assert.match(String(names[index]), /^(leasehold|rpc_server)_[a-z_]+$/);
      assert.ok(metric.description.length > 10 && !metric.description.includes('|'));
      assert.equal(names[index]?.endsWith('_total'), metric.kind === 'counter');
    }
  });

  it('are listed in the README exactly as they are scraped', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = (text: string) => text.split('\n').filter((line) => /^\| `(leasehold|rpc_server)_/.test(line));
    assert.deepEqual(rows(readme), rows(metricsTable(every)));
  });

  it('name nothing in the README’s alarms that is not there', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const watch = readme.slice(readme.indexOf('## What to watch'));
    const rules = watch.split('\n').filter((line) => line.startsWith('  expr: '));
    const recorded = new Set([...watch.matchAll(/^- record: (leasehold:[a-z_]+)/gm)].map(([, name]) => name));
    assert.equal(rules.length, 12);
    const metricOf = new Map(every.map((metric) => [prometheusName(metric), metric]));
    for (const rule of rules) {
      const used = [...rule.matchAll(/\b((?:leasehold|rpc_server)_[a-z_]+)(?:\{([^}]*)\})?/g)];
      const ofRecords = rule.match(/\bleasehold:[a-z_]+/g) ?? [];
      assert.ok(used.length + ofRecords.length > 0, rule);
      for (const name of ofRecords) assert.ok(recorded.has(name), name);
      for (const [, name = '', selector = ''] of used) {
        const metric = metricOf.get(name.replace(/_(bucket|count|sum)$/, ''));
        assert.ok(metric, name);
        const labels = new Map(
          Object.entries(metric.labels).map(([label, of]) => [label.replaceAll('.', '_'), of.values]),
        );
        const matchers = [...selector.matchAll(/([a-z_]+)=~?"([^"]*)"/g)];
        assert.equal(matchers.length, selector === '' ? 0 : selector.split(',').length, selector);
        for (const [, label = '', values = ''] of matchers) {
          for (const value of values.split('|')) assert.ok(labels.get(label)?.includes(value), `${label} ${value}`);
        }
      }
    }
  });

  it('load OpenTelemetry for whoever has the endpoint, and for nobody else', () => {
    const folder = new URL('../../src/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8');
    assert.deepEqual(
      files.filter((name) => /from '@opentelemetry\//.test(textOf(name))),
      ['metrics/exposition.ts'],
    );
    assert.deepEqual(
      files.filter((name) => /from '[^']*exposition\.ts'/.test(textOf(name))),
      [],
    );
  });
});
