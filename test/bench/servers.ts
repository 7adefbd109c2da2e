import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ServiceError, status } from '@grpc/grpc-js';
import {
  ConfigClient,
  freePort,
  type LocalCloud,
  localClientId,
  serviceEntry,
  serviceSettings,
  taskEnvironment,
} from '@leasehold/dev';

/** A server in a process of its own. */
export interface Server {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

/** The service as production runs it, its log written to a file in `folder`. */
export async function startService(cloud: LocalCloud, folder: string): Promise<Server> {
  const port = await freePort('the service', 0, '');
  const addresses = { grpcPort: port, aws: cloud.aws.endpoint, issuer: cloud.issuer.issuer, audience: localClientId };
  // Values stay cached for the whole run; everything else is as it ships.
  const settings = {
    ...serviceSettings(cloud.deployment, addresses, { LEASEHOLD_TENANT_CONFIG_TTL_MS: '3600000' }),
    ...taskEnvironment(cloud.aws.taskCredentials),
  };
  const log = openSync(join(folder, 'service.log'), 'a');
  return started(spawn(process.execPath, [serviceEntry], { env: settings, stdio: ['ignore', log, 'inherit'] }), port);
}

/** A bare grpc-js server that answers every call with `reply`. */
export async function startEcho(reply: Uint8Array): Promise<Server> {
  const script = join(import.meta.dirname, 'echo-server.ts');
  const child = spawn(process.execPath, [script, Buffer.from(reply).toString('hex')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { port } = JSON.parse(line.toString()) as { port: number };
  return started(child, port);
}

/** Stores one value as a writer, and reads it as a reader until it comes from the cache. Answers that reply. */
export async function warm(
  server: Server,
  tokens: { readonly writer: string; readonly reader: string },
  request: { readonly service: string; readonly key: string },
) {
  const client = new ConfigClient(`127.0.0.1:${server.port}`);
  try {
    const value = JSON.stringify({ theme: 'dark', density: 'compact', locale: 'en-GB', rows: 50 });
    await client.ready(20_000);
    await untilItKnowsWhoIsRevoked(() =>
      client.call('putConfig', tokens.writer, { ...request, value, expectedVersion: 0n }),
    );
    return await client.call('getConfig', tokens.reader, request);
  } finally {
    client.close();
  }
}

/** A server that listens refuses its first calls until it has read the list. */
async function untilItKnowsWhoIsRevoked(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await call();
      return;
    } catch (error) {
      if ((error as ServiceError).code !== status.UNAVAILABLE) throw error;
      await delay(50);
    }
  }
  throw new Error('the server did not become ready');
}

function started(child: ChildProcess, port: number): Server {
  if (child.pid === undefined) throw new Error('the server process did not start');
  return { child, pid: child.pid, port };
}
