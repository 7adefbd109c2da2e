import { type ServiceError, status } from '@grpc/grpc-js';
import type { ConfigClient } from '../client/config-client.ts';
import type { LocalSystem } from '../system/system.ts';
import type { Narrator } from './narrator.ts';

/** What every scene plays on. */
export interface Stage {
  readonly narrator: Narrator;
  readonly system: LocalSystem;
  readonly client: ConfigClient;
}

/** How a call ended, in a line. */
export interface Outcome {
  readonly code: status;
  /** The value that came, or the refusal. */
  readonly text: string;
}

/** Reads one key, and takes a refusal as an answer like any other. */
export async function read(client: ConfigClient, token: string, service: string, key: string): Promise<Outcome> {
  try {
    const { entry } = await client.call('getConfig', token, { service, key });
    return { code: status.OK, text: entry?.value ?? '' };
  } catch (error) {
    const { code, details } = error as ServiceError;
    return { code, text: `${status[code]}: ${details}` };
  }
}
