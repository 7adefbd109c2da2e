import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packageFolder, writeBundle } from './bundle.ts';

/** Where {@link currentBundle} keeps the bundle unless told, and beside it what it was made of. */
const currentFolder = join(packageFolder, 'dist', 'current');

/** Says which files of which dependency are meant by an import. */
const lockfile = join('..', '..', 'pnpm-lock.yaml');

/**
 * A bundle of the sources as they are now: the one made before if every file that went into it has the content it had then, else a new
 * one. Several processes may ask at once; each finds a whole file.
 */
export async function currentBundle(folder: string = currentFolder): Promise<string> {
  const file = join(folder, 'index.cjs');
  const madeOf = join(folder, 'made-of.json');
  if (await isCurrent(file, madeOf)) return file;
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${randomUUID()}.cjs`);
  const inputs = [...(await writeBundle(draft)), lockfile];
  const digests = Object.fromEntries(await Promise.all(inputs.map(async (path) => [path, await digestOf(path)])));
  const list = `${draft}.json`;
  await writeFile(list, JSON.stringify(digests));
  await rename(draft, file);
  await rename(list, madeOf);
  return file;
}

async function isCurrent(file: string, madeOf: string): Promise<boolean> {
  try {
    const digests = JSON.parse(await readFile(madeOf, 'utf8')) as Readonly<Record<string, string>>;
    await readFile(file);
    const same = await Promise.all(
      Object.entries(digests).map(async ([path, digest]) => (await digestOf(path)) === digest),
    );
    return same.every(Boolean);
  } catch {
    return false; // none was made yet, or what it was made of is gone
  }
}

async function digestOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(resolve(packageFolder, path)))
    .digest('base64');
}
