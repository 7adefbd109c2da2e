import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { arn, keyArn, list, names, type Structure, TestStore } from './parameter-store.ts';

describe('GetParametersByPath', () => {
  let store: TestStore;

  beforeEach(async () => {
    store = await TestStore.make();
    for (const name of ['/a/b', '/a/b/c', '/a/b/d/e', '/a/b-twin/c', '/a/bc', '/a/b.c', '/A/b/c', '/a', 'top']) {
      await store.put(name, `value of ${name}`);
    }
  });

  const cases: readonly (readonly [string, boolean, readonly string[]])[] = [
    ['/a/b', true, ['/a/b/c', '/a/b/d/e']],
    ['/a/b/', true, ['/a/b/c', '/a/b/d/e']],
    ['/a/b', false, ['/a/b/c']],
    ['/a/b/d', false, ['/a/b/d/e']],
    ['/a/b/c', true, []],
    ['/a/b//', true, []],
    ['/a/../a/b', true, []],
    ['/a', false, ['/a/b', '/a/b.c', '/a/bc']],
    ['/A', true, ['/A/b/c']],
    ['/', false, ['/a', 'top']],
    ['/nothing', true, []],
  ];
  for (const [path, recursive, expected] of cases) {
    it(`lists ${recursive ? 'everything below' : 'the level below'} ${path}`, async () => {
      assert.deepEqual(names(await store.ask('GetParametersByPath', { Path: path, Recursive: recursive })), expected);
    });
  }

  it('asks IAM about the path as it was written, once, with ssm:Recursive', async () => {
    for (const [Path, Recursive] of [
      ['/a/b', true],
      ['/a/b/', false],
    ] as const) {
      const { call } = await store.attempt('GetParametersByPath', { Path, Recursive });
      assert.deepEqual(call.asks, [
        { action: 'ssm:GetParametersByPath', resource: arn(Path), context: { 'ssm:Recursive': String(Recursive) } },
      ]);
    }
  });

  for (const Path of ['a/b', 'top', '/a/*', '/a b', '/a/b:1', '', `/${'a/'.repeat(17)}`]) {
    it(`refuses the path ${JSON.stringify(Path.slice(0, 20))} before IAM is asked`, async () => {
      const { error, call } = await store.attempt('GetParametersByPath', { Path });
      assert.equal(error?.code, 'ValidationException');
      assert.deepEqual(call.asks, []);
    });
  }

  it('hands out every parameter once over pages of any size, and no token on the last', async () => {
    for (let index = 10; index < 33; index += 1) await store.put(`/pages/p${index}`, 'x');
    const expected = names(await store.ask('DescribeParameters', {})).filter((name) => /^\/pages/.test(String(name)));
    for (const MaxResults of [1, 7, 10]) {
      const seen: unknown[] = [];
      let token: unknown;
      for (let page = 0; page < 40; page += 1) {
        const reply: Structure = await store.ask('GetParametersByPath', {
          Path: '/pages',
          MaxResults,
          ...(token === undefined ? {} : { NextToken: token }),
        });
        assert.ok(names(reply).length <= MaxResults);
        seen.push(...names(reply));
        token = reply['NextToken'];
        if (token === undefined) break;
      }
      assert.deepEqual(seen, expected);
    }
  });

  it('may answer with an empty page and a token, when the filters drop a whole page', async () => {
    for (let index = 10; index < 22; index += 1) await store.put(`/few/p${index}`, 'x');
    await store.put('/few/z', 'y', { Type: 'StringList' });
    const request = { Path: '/few', ParameterFilters: [{ Key: 'Type', Values: ['StringList'] }] };
    const first = await store.ask('GetParametersByPath', request);
    assert.deepEqual(names(first), []);
    assert.equal(typeof first['NextToken'], 'string');
    const second = await store.ask('GetParametersByPath', { ...request, NextToken: first['NextToken'] });
    assert.deepEqual([names(second), second['NextToken']], [['/few/z'], undefined]);
  });

  it('refuses a token on any request but the one it was given for, and a forged one', async () => {
    const request = { Path: '/a', Recursive: true, MaxResults: 1 };
    const { NextToken } = await store.ask('GetParametersByPath', request);
    assert.equal(typeof NextToken, 'string');
    assert.doesNotMatch(Buffer.from(String(NextToken), 'base64').toString('latin1'), /parameter/);
    const others = [
      { ...request, Path: '/A' },
      { ...request, Path: '/a/' },
      { ...request, Recursive: false },
      { ...request, WithDecryption: true },
      { ...request, ParameterFilters: [{ Key: 'Type', Values: ['String'] }] },
    ];
    for (const other of others) {
      const { error } = await store.attempt('GetParametersByPath', { ...other, NextToken });
      assert.equal(error?.code, 'InvalidNextToken');
    }
    for (const forged of ['', 'abc', Buffer.from(arn('/a/b')).toString('base64')]) {
      const { error } = await store.attempt('GetParametersByPath', { ...request, NextToken: forged });
      assert.equal(error?.code, 'InvalidNextToken');
    }
    assert.equal((await store.attempt('DescribeParameters', { NextToken })).error?.code, 'InvalidNextToken');
    assert.equal((await store.attempt('GetParametersByPath', { ...request, NextToken })).error, null);
  });

  it('shows the labelled version under a Label filter', async () => {
    await store.put('/a/b/c', 'newer', { Overwrite: true });
    await store.ask('LabelParameterVersion', { Name: '/a/b/c', ParameterVersion: 1, Labels: ['stable'] });
    const reply = await store.ask('GetParametersByPath', {
      Path: '/a/b',
      Recursive: true,
      ParameterFilters: [{ Key: 'Label', Values: ['stable'] }],
    });
    assert.deepEqual(
      list(reply, 'Parameters').map(({ Name, Value, Version }) => [Name, Value, Version]),
      [['/a/b/c', 'value of /a/b/c', 1]],
    );
  });

  it('filters by key', async () => {
    const KeyId = keyArn;
    await store.put('/a/b/secret', 's', { Type: 'SecureString', KeyId });
    const request = { Path: '/a', Recursive: true, ParameterFilters: [{ Key: 'KeyId', Values: [KeyId] }] };
    assert.deepEqual(names(await store.ask('GetParametersByPath', request)), ['/a/b/secret']);
  });

  for (const [filter, code] of [
    [{ Key: 'Name', Values: ['/a'] }, 'InvalidFilterKey'],
    [{ Key: 'tag:Tenant', Values: ['acme'] }, 'InvalidFilterKey'],
    [{ Key: 'Type', Option: 'BeginsWith', Values: ['S'] }, 'InvalidFilterOption'],
    [{ Key: 'Type', Values: [] }, 'InvalidFilterValue'],
    [{ Values: ['String'] }, 'ValidationException'],
  ] as const) {
    it(`refuses the filter ${JSON.stringify(filter)} with ${code}`, async () => {
      const { error } = await store.attempt('GetParametersByPath', { Path: '/a', ParameterFilters: [filter] });
      assert.equal(error?.code, code);
    });
  }

  it('denies a listing without a word about what is below', async () => {
    const denied = await Promise.all(
      ['/a/b', '/nothing'].map((Path) => store.attempt('GetParametersByPath', { Path }, () => false)),
    );
    assert.deepEqual(
      denied.map(({ reply, error }) => [reply, error?.code]),
      [
        [null, 'AccessDeniedException'],
        [null, 'AccessDeniedException'],
      ],
    );
  });

  for (const MaxResults of [0, 11, 1.5, '3']) {
    it(`refuses MaxResults ${JSON.stringify(MaxResults)}`, async () => {
      const { error } = await store.attempt('GetParametersByPath', { Path: '/a', MaxResults });
      assert.match(error?.code ?? '', /^(ValidationException|SerializationException)$/);
    });
  }
});
