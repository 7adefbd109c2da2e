import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { packageFolder, writeBundle } from './bundle.ts';

/** Where the bundle is kept that {@link currentBundle} makes, and beside it what it was made of. */
const file = join(packageFolder, 'dist', 'current', 'index.cjs');
const madeOf = join(packageFolder, 'dist', 'current', 'made-of.json');

/** Says which files of which dependency are meant by an import. */
const lockfile = join('..', '..', 'pnpm-lock.yaml');

/**
 * A bundle of the sources as they are now: the one made before if every file that went into it has the content it had then, else a new
 * one. Several processes may ask at once; each finds a whole file.
 */
export async function currentBundle(): Promise<string> {
  if (await isCurrent()) return file;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  const inputs = [...(await writeBundle(draft)), lockfile];
  const digests = Object.fromEntries(await Promise.all(inputs.map(async (path) => [path, await digestOf(path)])));
  const list = `${madeOf}.${process.pid}`;
  await writeFile(list, JSON.stringify(digests));
  await rename(draft, file);
  await rename(list, madeOf);
  return file;
}

async function isCurrent(): Promise<boolean> {
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
