import { readFileSync } from 'node:fs';
import { ServerCredentials } from '@grpc/grpc-js';

/** How the port is protected. `plaintext` has been refused by the settings unless it is loopback or explicit. */
export type TransportSecurity =
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'tls'; readonly certPath: string; readonly keyPath: string }
  | { readonly kind: 'mtls'; readonly certPath: string; readonly keyPath: string; readonly clientCaPath: string };

/** A certificate, key or CA file could not be read. Names the path, never the contents. */
class TransportFileError extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`cannot read ${path}`, { cause });
    this.name = 'TransportFileError';
    this.path = path;
  }
}

/** @throws TransportFileError; an error of OpenSSL when a file is not what it should be. */
export function serverCredentials(security: TransportSecurity): ServerCredentials {
  if (security.kind === 'plaintext') return ServerCredentials.createInsecure();
  const pair = { cert_chain: read(security.certPath), private_key: read(security.keyPath) };
  if (security.kind === 'tls') return ServerCredentials.createSsl(null, [pair], false);
  return ServerCredentials.createSsl(read(security.clientCaPath), [pair], true);
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TransportFileError(path, cause);
  }
}
