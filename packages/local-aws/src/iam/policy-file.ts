import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicySnapshot } from './managed-policy.ts';

const fileName = 'iam-revocations.json';
const formatVersion = 1;

/** What an earlier run kept could not be read back. Starting without it could give back what was revoked. */
export class PolicyFileError extends Error {
  readonly code = 'policy-file';

  constructor(file: string, why: string, cause?: unknown) {
    super(`${file} does not hold the revocations of the embedded IAM: ${why}; delete it to start with none`, { cause });
    this.name = 'PolicyFileError';
  }
}

/** Keeps the versions of one managed policy in a file that is replaced whole: a crash leaves the old or the new one. */
export class PolicyFile {
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = join(dataDir, fileName);
  }

  /** `null` when nothing was kept yet. @throws PolicyFileError for a file that is damaged or of another policy. */
  load(arn: string): PolicySnapshot | null {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw new PolicyFileError(this.#file, 'it cannot be read', error);
    }
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch (error) {
      throw new PolicyFileError(this.#file, 'it is not JSON', error);
    }
    if (!isSnapshot(document)) throw new PolicyFileError(this.#file, `it is not in format ${formatVersion}`);
    if (document.arn !== arn) throw new PolicyFileError(this.#file, `it is of ${document.arn}, not of ${arn}`);
    return document;
  }

  /** Returns when it is on the disk. Changes are few and small, so the wait is. */
  save(snapshot: PolicySnapshot): void {
    mkdirSync(join(this.#file, '..'), { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.${process.pid}.tmp`;
    const handle = openSync(draft, 'w', 0o600);
    try {
      writeSync(handle, JSON.stringify({ format: formatVersion, ...snapshot }));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, this.#file);
  }
}

function isSnapshot(document: unknown): document is PolicySnapshot {
  if (typeof document !== 'object' || document === null) return false;
  const { format, arn, made, current, versions } = document as Readonly<Record<string, unknown>>;
  if (format !== formatVersion || typeof arn !== 'string' || !Number.isSafeInteger(made)) return false;
  if (!Array.isArray(versions) || !versions.every(isVersion)) return false;
  return versions.some((version) => version.id === current);
}

function isVersion(version: unknown): version is PolicySnapshot['versions'][number] {
  if (typeof version !== 'object' || version === null) return false;
  const { id, text, createdAt } = version as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && typeof text === 'string' && typeof createdAt === 'number';
}
