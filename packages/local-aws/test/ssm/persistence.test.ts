import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { KeyMaterialError } from '../../src/kms/index.ts';
import { ParameterFileError } from '../../src/ssm/index.ts';
import { deployment, structure, TestStore } from './parameter-store.ts';

const KeyId = deployment.parameterKeyId;

describe('a Parameter Store with a data directory', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leasehold-ssm-'));
  });

  afterEach(async () => {
    await rm(dir, { recursive: true });
  });

  async function readAll(): Promise<string> {
    const files = await readdir(dir);
    return (await Promise.all(files.map((file) => readFile(join(dir, file), 'latin1')))).join('\n');
  }

  it('has an acknowledged change after a crash, versions, labels and secrets included', async () => {
    const first = await TestStore.make(dir);
    await first.put('/a/plain', 'one');
    await first.put('/a/plain', 'two', { Overwrite: true });
    await first.put('/a/gone', 'x');
    await first.put('/a/secret', 'correct horse', { Type: 'SecureString', KeyId });
    await first.ask('LabelParameterVersion', { Name: '/a/plain', ParameterVersion: 1, Labels: ['stable'] });
    await first.ask('DeleteParameter', { Name: '/a/gone' });
    // Not closed: what was acknowledged must be there already.
    const second = await TestStore.make(dir);
    for (const input of [{ Path: '/a' }, { Path: '/a', WithDecryption: true }]) {
      const replies = await Promise.all([first, second].map((store) => store.ask('GetParametersByPath', input)));
      assert.deepEqual(replies[1], replies[0]);
    }
    const labelled = await second.ask('GetParameter', { Name: '/a/plain:stable' });
    assert.equal(structure(labelled, 'Parameter')['Value'], 'one');
  });

  it('writes no plaintext of a SecureString, and lets nobody else read its files', async () => {
    const store = await TestStore.make(dir);
    await store.put('/a/secret', 'correct horse', { Type: 'SecureString', KeyId });
    await store.service.close();
    assert.doesNotMatch(await readAll(), /correct horse/);
    const files = await readdir(dir);
    assert.deepEqual(files.sort(), ['kms-key-material.json', 'ssm-parameters.json']);
    for (const file of files) assert.equal((await stat(join(dir, file))).mode & 0o777, 0o600);
  });

  it('keeps every one of many changes made at once', async () => {
    const store = await TestStore.make(dir);
    await Promise.all(Array.from({ length: 50 }, (_, index) => store.put(`/many/p${index}`, 'x')));
    const again = await TestStore.make(dir);
    for (let index = 0; index < 50; index += 1) {
      assert.equal((await again.attempt('GetParameter', { Name: `/many/p${index}` })).error, null);
    }
  });

  for (const [file, content, error] of [
    ['ssm-parameters.json', '{"format":1,"para', ParameterFileError],
    ['ssm-parameters.json', '{"format":2,"parameters":[]}', ParameterFileError],
    ['ssm-parameters.json', '{"format":1,"parameters":[{"arn":"a"}]}', ParameterFileError],
    ['kms-key-material.json', '{"a":"c2hvcnQ="}', KeyMaterialError],
    ['kms-key-material.json', 'not json', KeyMaterialError],
  ] as const) {
    it(`does not start over a damaged ${file}: ${content}`, async () => {
      await writeFile(join(dir, file), content);
      await assert.rejects(TestStore.make(dir), error);
      assert.equal(await readFile(join(dir, file), 'utf8'), content);
    });
  }

  it('reports a save that failed instead of acknowledging it', async () => {
    const store = await TestStore.make(dir);
    await rm(dir, { recursive: true });
    await writeFile(dir, 'a file where the directory was');
    await assert.rejects(store.put('/a/x', '1'), { code: /^(ENOTDIR|EEXIST)$/ });
  });
});
