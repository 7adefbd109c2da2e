import { readFile } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/** What `start` tells other programs while it runs, as far as a command needs it. */
export interface LocalSystem {
  /** Each with the `host:port` on which it is told to look again. */
  readonly instances: readonly { readonly refresh: string }[];
  readonly aws: string;
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const path = '.leasehold/dev.json';

/** @throws UsageError when `start` does not run in this folder */
export async function readLocalSystem(): Promise<LocalSystem> {
  let told: Partial<LocalSystem>;
  try {
    told = JSON.parse(await readFile(path, 'utf8')) as Partial<LocalSystem>;
  } catch (cause) {
    throw new UsageError(`--local: there is no ${path} here, so start does not run in this folder`, { cause });
  }
  const { instances, aws, operator } = told;
  if (instances === undefined || aws === undefined || operator === undefined) {
    throw new UsageError(`--local: ${path} is not what start writes; start it again`);
  }
  return { instances, aws, operator };
}
