import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DemoTenant } from '../demo/tenants.ts';

/** What a running `start` tells other programs on this laptop: `.leasehold/dev.json`, there only while it runs. */
export interface DevFile {
  /** `host:port` of the gRPC service: of its first instance, and so are `refresh` and `metrics`. */
  readonly grpc: string;
  /** `host:port` on which the service is told what was changed. */
  readonly refresh: string;
  /** All instances, in their order. */
  readonly instances: readonly { readonly grpc: string; readonly refresh: string; readonly metrics: string }[];
  /** URL of the embedded AWS. */
  readonly aws: string;
  /** URL of the embedded token issuer. */
  readonly issuer: string;
  /** URL of the service's metrics, in Prometheus' text format. */
  readonly metrics: string;
  readonly region: string;
  readonly table: string;
  /** ARNs. */
  readonly roles: { readonly reader: string; readonly writer: string };
  /** The embedded AWS's administrator, with keys made at start. */
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly tokens: Readonly<Record<DemoTenant, { readonly reader: string; readonly writer: string }>>;
}

/** Writes it whole or not at all, readable by this user only. */
export async function writeDevFile(path: string, content: DevFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

export async function removeDevFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
