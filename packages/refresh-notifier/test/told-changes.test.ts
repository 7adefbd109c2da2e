import assert from 'node:assert/strict';
import {
  configSortKey,
  historySortKey,
  leadingKey,
  localDeployment,
  parameterPath,
  parameterSortKey,
} from '@leasehold/policies';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { toldChanges } from '../src/told-changes.ts';
import { anyChange } from './arbitraries.ts';
import { named, parameterStoreChange, streamBatch, streamRecord } from './samples.ts';

const root = localDeployment.parameterRoot;
const told = (event: unknown) => toldChanges(event, root);

describe('What an event of Parameter Store tells', () => {
  for (const operation of ['Create', 'Update', 'Delete', 'LabelParameterVersion', 'Unheard-of', undefined, 7]) {
    it(`is a change of the parameter, whatever was done: ${String(operation)}`, () => {
      const event = parameterStoreChange('/config-service/acme/orders/endpoint', { operation });
      const { source, changes, dropped } = told(event);
      assert.deepEqual([source, named(changes), dropped], ['parameter', ['acme orders param_config_endpoint'], 0]);
    });
  }

  for (const name of [
    '/config-service/acme/orders',
    '/config-service/acme/orders/a/b',
    '/config-service/acme/orders/',
    '/config-service//orders/endpoint',
    '/config-service/a*/orders/endpoint',
    '/config-service/acme/../endpoint',
    '/config-service/acme/orders/..',
    '/config-service/acme/or ders/endpoint',
    '/config-service/acmé/orders/endpoint',
    '/config-service2/acme/orders/endpoint',
    'config-service/acme/orders/endpoint',
    '//config-service/acme/orders/endpoint',
    '/other/acme/orders/endpoint',
    `/config-service/acme/orders/${'n'.repeat(129)}`,
    '',
    7,
    null,
    ['/config-service/acme/orders/endpoint'],
  ]) {
    it(`is dropped and counted for the name ${JSON.stringify(name).slice(0, 60)}`, () => {
      assert.deepEqual(told(parameterStoreChange(name)), { source: 'parameter', changes: [], history: 0, dropped: 1 });
    });
  }
});

describe('What a batch of the stream tells', () => {
  it('is a key of the table, of a service or shared, and a parameter of which something is kept there', () => {
    const { source, changes, history, dropped } = told(
      streamBatch(
        streamRecord('TENANT#acme|SERVICE#orders', 'CONFIG#theme', 'INSERT'),
        streamRecord('TENANT#acme', 'CONFIG#theme'),
        streamRecord('TENANT#globex|SERVICE#orders', 'PARAMETER#endpoint', 'REMOVE'),
        streamRecord('TENANT#globex|SERVICE#orders', 'CONFIG#limit', 'UNHEARD_OF'),
      ),
    );
    assert.equal(source, 'stream');
    assert.deepEqual(named(changes), [
      'acme orders tenant_config_theme',
      'acme - tenant_config_theme',
      'globex orders param_config_endpoint',
      'globex orders tenant_config_limit',
    ]);
    assert.deepEqual([history, dropped], [0, 0]);
  });

  it('is each key once, however often and in whatever order it is told', () => {
    const records = ['a', 'b', 'a', 'c', 'b', 'a'].map((name) => streamRecord('TENANT#acme', `CONFIG#${name}`));
    for (const order of [records, records.toReversed()]) {
      assert.equal(told(streamBatch(...order)).changes.length, 3);
    }
  });

  it('is nothing for past versions, which are counted apart', () => {
    const { changes, history, dropped } = told(streamBatch(streamRecord('TENANT#acme', 'HISTORY#a#000000000001')));
    assert.deepEqual([changes, history, dropped], [[], 1, 0]);
  });

  const outside: readonly [unknown, unknown][] = [
    ['TENANT#a', 'CONFIG#x'],
    ['TENANT#acme|SERVICE#', 'CONFIG#x'],
    ['TENANT#acme|SERVICE#orders|SERVICE#b', 'CONFIG#x'],
    ['TENANT#acme#x', 'CONFIG#x'],
    ['tenant#acme', 'CONFIG#x'],
    [' TENANT#acme', 'CONFIG#x'],
    ['TENANT#acme\n', 'CONFIG#x'],
    ['TENANT#acme', 'CONFIG#'],
    ['TENANT#acme', 'CONFIG#a b'],
    ['TENANT#acme', 'CONFIG#a#b'],
    ['TENANT#acme', 'CONFIG'],
    ['TENANT#acme', 'OTHER#a'],
    ['TENANT#acme', 'PARAMETER#endpoint'],
    [7, 'CONFIG#x'],
    ['TENANT#acme', undefined],
  ];
  for (const [pk, sk] of outside) {
    it(`drops and counts ${JSON.stringify([pk, sk])}, and tells the rest`, () => {
      const { changes, dropped } = told(streamBatch(streamRecord(pk, sk), streamRecord('TENANT#acme', 'CONFIG#a')));
      assert.deepEqual([named(changes), dropped], [['acme - tenant_config_a'], 1]);
    });
  }

  it('tells exactly the changes that the stores’ own names are of', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 30 }), (changes) => {
        const records = changes.map(({ tenant, service, key: { tag, name } }) =>
          streamRecord(
            leadingKey(tenant, service),
            tag === 'tenant_config' ? configSortKey(name) : parameterSortKey(name),
          ),
        );
        const history = changes.map(({ tenant, service, key: { name } }) =>
          streamRecord(leadingKey(tenant, service), historySortKey(name, 7)),
        );
        const seen = told(streamBatch(...records, ...history));
        assert.deepEqual(new Set(named(seen.changes)), new Set(named(changes)));
        assert.deepEqual([seen.history, seen.dropped], [changes.length, 0]);
      }),
    );
  });

  it('and an event of Parameter Store agree on every parameter’s name', () => {
    fc.assert(
      fc.property(anyChange, ({ tenant, service, key: { name } }) => {
        fc.pre(service !== null);
        const { changes } = told(parameterStoreChange(parameterPath(root, tenant, service ?? '', name)));
        assert.deepEqual(named(changes), [`${tenant} ${service} param_config_${name}`]);
      }),
    );
  });
});

describe('Any other event', () => {
  const others = [
    null,
    7,
    'Parameter Store Change',
    [],
    {},
    { Records: 7 },
    { 'detail-type': 'Parameter Store Policy Action', detail: { 'parameter-name': '/config-service/acme/orders/x' } },
    { 'detail-type': 'Parameter Store Change' },
    { 'detail-type': 'Parameter Store Change', detail: null },
  ];
  for (const event of others) {
    it(`is dropped and counted: ${JSON.stringify(event).slice(0, 50)}`, () => {
      const { changes, dropped } = told(event);
      assert.deepEqual([changes, dropped], [[], 1]);
    });
  }

  it('never fails, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.array(fc.anything()).map((Records) => ({ Records })),
        ),
        (event) => {
          const { changes, history, dropped } = told(event);
          assert.ok(changes.length + history + dropped >= 0);
        },
      ),
    );
  });
});
