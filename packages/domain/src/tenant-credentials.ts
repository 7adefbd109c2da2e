import { inspect } from 'node:util';
import { pack, unpack } from './packed-text.ts';
import type { TenantId } from './tenant-id.ts';

/**
 * Temporary AWS credentials of one tenant's session. Whoever holds this can act as that tenant until it expires, so its
 * secrets are kept out of every formatter.
 */
export class TenantCredentials {
  readonly tenant: TenantId;
  readonly accessKeyId: string;
  /** Milliseconds since the epoch, as STS answered. */
  readonly expiresAt: number;
  /** Secret key and session token, packed: hundreds of thousands of sessions are held, and few are used at a time. */
  readonly #packed: string;

  constructor(parts: {
    tenant: TenantId;
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: string;
    expiresAt: number;
  }) {
    this.tenant = parts.tenant;
    this.accessKeyId = parts.accessKeyId;
    this.expiresAt = parts.expiresAt;
    this.#packed = pack([parts.secretAccessKey, parts.sessionToken]);
  }

  /** For the request signer only. */
  reveal(): { accessKeyId: string; secretAccessKey: string; sessionToken: string } {
    const [secretAccessKey = '', sessionToken = ''] = unpack(this.#packed);
    return { accessKeyId: this.accessKeyId, secretAccessKey, sessionToken };
  }

  toJSON(): object {
    return { tenant: this.tenant, accessKeyId: this.accessKeyId, expiresAt: this.expiresAt };
  }

  [inspect.custom](): string {
    return `TenantCredentials(${this.tenant}, ${this.accessKeyId})`;
  }
}
