import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Parameter } from './parameter.ts';

const fileName = 'ssm-parameters.json';
const formatVersion = 1;

/** The parameters of an earlier run could not be read back. */
export class ParameterFileError extends Error {
  readonly code = 'parameter-file';

  constructor(file: string, why: string, cause?: unknown) {
    super(`${file} does not hold the parameters of the embedded Parameter Store: ${why}`, { cause });
    this.name = 'ParameterFileError';
  }
}

/**
 * Keeps all parameters in one file, replaced whole: a crash leaves the old file or the new one. Saves asked for while one
 * is being written share the next one.
 */
export class ParameterFile {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(dataDir: string) {
    this.#file = join(dataDir, fileName);
  }

  /** @throws ParameterFileError for a file that is damaged or not ours; none at all is an empty store. */
  async load(): Promise<readonly Parameter[]> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw new ParameterFileError(this.#file, 'it cannot be read', error);
    }
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      // The parser's message would quote the file, which holds values.
      throw new ParameterFileError(this.#file, 'it is not JSON');
    }
    if (!isSnapshot(document)) throw new ParameterFileError(this.#file, `it is not in format ${formatVersion}`);
    return document.parameters;
  }

  /** Resolves when what `parameters` yields at the time of writing is on the disk. */
  save(parameters: () => Iterable<Parameter>): Promise<void> {
    if (this.#next !== null) return this.#next;
    const next = this.#writing
      // An earlier failure was that save's to report.
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#write([...parameters()]);
      });
    this.#next = next;
    this.#writing = next;
    return next;
  }

  async #write(parameters: readonly Parameter[]): Promise<void> {
    await mkdir(join(this.#file, '..'), { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.${process.pid}.tmp`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify({ format: formatVersion, parameters }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, this.#file);
  }
}

/** Enough to tell our own file from another or a cut one; what is in it was checked when it was put. */
function isSnapshot(document: unknown): document is { readonly parameters: readonly Parameter[] } {
  if (typeof document !== 'object' || document === null) return false;
  if (!('format' in document) || document.format !== formatVersion) return false;
  if (!('parameters' in document) || !Array.isArray(document.parameters)) return false;
  return document.parameters.every(
    (item: unknown) =>
      typeof item === 'object' &&
      item !== null &&
      'arn' in item &&
      typeof item.arn === 'string' &&
      'versions' in item &&
      Array.isArray(item.versions) &&
      item.versions.length > 0,
  );
}
