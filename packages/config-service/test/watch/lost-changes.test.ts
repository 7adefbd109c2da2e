import assert from 'node:assert/strict';
import { formatConfigKey, parseConfigKey, parseTenantId } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { LostChanges } from '../../src/watch/lost-changes.ts';
import { ToldKeys } from '../../src/watch/told-keys.ts';
import { covers, parseWatchScope } from '../../src/watch/watch-scope.ts';
import type { WatchStream } from '../../src/watch/watch-stream.ts';
import { WatchView } from '../../src/watch/watch-view.ts';

const group = { tag: 'tenant_config' } as const;

function watcher(prefix: string, told: ToldKeys, awaited: ReadonlySet<string> = new Set()): WatchStream {
  const view = new WatchView(parseWatchScope(parseTenantId('acme'), 'orders', prefix));
  return { view, told, awaits: (key: string) => awaited.has(key) } as unknown as WatchStream;
}

function lostOf(watchers: readonly WatchStream[], versions: ReadonlyMap<string, number>): readonly string[] {
  const inCache = new Map([...versions].map(([key, version]) => [`orders/${key}`, version]));
  return new LostChanges(group, inCache).of(watchers).map(formatConfigKey).sort();
}

describe('Changes that watchers were not told of', () => {
  const name = fc.constantFrom('a', 'a.b', 'ab', 'aB', 'a_', 'B', 'b', '_', '0', 'zz');
  const keys = fc.dictionary(name, fc.integer({ min: 1, max: 3 }), { noNullPrototype: false });
  const prefix = fc.constantFrom('', 'tenant_config_', 'tenant_config_a', 'tenant_config_ab', 'param_config_');

  it('are those keys that it watches of which the store has a newer version, or none any more', () => {
    const property = fc.property(
      keys,
      fc.array(fc.record({ prefix, told: keys, params: keys, awaited: fc.uniqueArray(name) }), { maxLength: 4 }),
      (stored, described) => {
        const versions = new Map(Object.entries(stored).map(([key, version]) => [`tenant_config_${key}`, version]));
        const expected = new Set<string>();
        const watchers = described.map((each) => {
          const { scope } = new WatchView(parseWatchScope(parseTenantId('acme'), 'orders', each.prefix));
          const awaited = new Set(each.awaited.map((key) => `tenant_config_${key}`));
          let told = ToldKeys.none;
          for (const [tag, known] of [['tenant_config', each.told] as const, ['param_config', each.params] as const]) {
            for (const [key, version] of Object.entries(known)) {
              const text = `${tag}_${key}`;
              if (covers(scope, parseConfigKey(text))) told = told.with(text, version);
            }
          }
          for (const [key, version] of versions) {
            const isNewer = covers(scope, parseConfigKey(key)) && told.versionOf(key) < version;
            if (isNewer && !awaited.has(key)) expected.add(key);
          }
          for (const [key] of told) {
            const isGone = key.startsWith('tenant_config_') && !versions.has(key);
            if (isGone && !awaited.has(key)) expected.add(key);
          }
          return watcher(each.prefix, told, awaited);
        });
        assert.deepEqual(lostOf(watchers, versions), [...expected].sort());
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('are found at little cost though thousands of watchers of one tenant each watch something else', () => {
    const versions = new Map<string, number>();
    for (let at = 0; at < 10_000; at += 1) versions.set(`tenant_config_${'a'.repeat(80)}${at}`, 1);
    const watchers = Array.from({ length: 2_000 }, (_, at) => watcher(`tenant_config_z${at}`, ToldKeys.none));
    // Processor time, which does not pass faster when the machine is busy. Each watcher with each key would take some 7 s.
    const before = process.cpuUsage();
    assert.deepEqual(lostOf(watchers, versions), []);
    assert.ok(process.cpuUsage(before).user < 1_500_000);
  });
});
