import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { currentBundle } from '../src/current-bundle.ts';

const longAgo = new Date('2020-01-01');

describe('The bundle of the sources as they are', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leasehold-bundle-'));
    file = await currentBundle(folder);
    await utimes(file, longAgo, longAgo);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const isMadeAnew = async (): Promise<boolean> => {
    assert.equal(await currentBundle(folder), file);
    assert.ok((await readFile(file, 'utf8')).includes('LEASEHOLD_DISCOVERY_SERVICE'), 'the whole notifier');
    return (await stat(file)).mtime.getTime() !== longAgo.getTime();
  };

  it('is made once, and holds nothing but itself and what it was made of', async () => {
    assert.equal(await isMadeAnew(), false);
    assert.deepEqual((await readdir(folder)).sort(), ['index.cjs', 'made-of.json']);
  });

  it('is made anew when a file that went into it, or the versions of what it imports, are others now', async () => {
    const list = join(folder, 'made-of.json');
    const digests = JSON.parse(await readFile(list, 'utf8')) as Record<string, string>;
    for (const input of ['src/handler.ts', '../domain/src/clock.ts', '../../pnpm-lock.yaml']) {
      assert.ok(Object.hasOwn(digests, input), input);
    }
    await writeFile(list, JSON.stringify({ ...digests, 'src/handler.ts': 'of before' }));
    assert.equal(await isMadeAnew(), true, 'a file that is another');
    await utimes(file, longAgo, longAgo);
    await writeFile(list, JSON.stringify({ ...digests, 'src/gone.ts': 'of before' }));
    assert.equal(await isMadeAnew(), true, 'a file that is gone');
  });

  it('is made anew when it, or what it was made of, is not there', async () => {
    for (const name of ['index.cjs', 'made-of.json']) {
      await rm(join(folder, name));
      assert.equal(await isMadeAnew(), true, name);
      await utimes(file, longAgo, longAgo);
    }
  });

  it('is whole for each of two that ask at once', async () => {
    await rm(file);
    await Promise.all([isMadeAnew(), isMadeAnew()]);
    assert.deepEqual((await readdir(folder)).sort(), ['index.cjs', 'made-of.json']);
  }).timeout(20_000);
});
