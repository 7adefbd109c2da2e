import { inspect } from 'node:util';
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
  readonly #secretAccessKey: string;
  readonly #sessionToken: string;

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
    this.#secretAccessKey = parts.secretAccessKey;
    this.#sessionToken = parts.sessionToken;
  }

  /** For the request signer only. */
  reveal(): { accessKeyId: string; secretAccessKey: string; sessionToken: string } {
    return {
      accessKeyId: this.accessKeyId,
      secretAccessKey: this.#secretAccessKey,
      sessionToken: this.#sessionToken,
    };
  }

  toJSON(): object {
    return { tenant: this.tenant, accessKeyId: this.accessKeyId, expiresAt: this.expiresAt };
  }

  [inspect.custom](): string {
    return `TenantCredentials(${this.tenant}, ${this.accessKeyId})`;
  }
}
