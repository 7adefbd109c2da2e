import { status } from '@grpc/grpc-js';
import { SensitivityCode } from '@leasehold/contract';
import type { ConfigClient } from '@leasehold/dev';

/** All that a caller can see of one stored key, or `null` when nothing is stored. */
export interface StoredState {
  readonly value: string | undefined;
  readonly version: number;
  readonly author: string;
  readonly contentType: string;
  readonly sensitive: boolean;
}

export interface Place {
  readonly service: string;
  readonly key: string;
}

export async function storedState(client: ConfigClient, token: string, place: Place): Promise<StoredState | null> {
  try {
    const { entry } = await client.call('getConfig', token, place);
    if (entry === undefined) throw new Error('a reply without an entry');
    const { value, version, author, contentType, sensitivity } = entry;
    const sensitive = sensitivity === SensitivityCode.SENSITIVE;
    return { value, version: Number(version), author, contentType, sensitive };
  } catch (error) {
    if ((error as { code?: number }).code === status.NOT_FOUND) return null;
    throw error;
  }
}
