/** Gets the text of a JWKS, or rejects. Must settle by itself: nothing else ends a fetch that hangs. */
export type JwksFetcher = (uri: URL) => Promise<string>;

/** STS allows an issuer 5 s for its JWKS; ours may not be slower than that either. */
const timeoutMs = 3_000;
/** Cognito's JWKS is 1 KB; this holds more than a hundred RSA-4096 keys. */
const maxBytes = 128 * 1024;

/**
 * Fetches a JWKS: status 200, no redirect, at most 128 KiB, within 3 s, in strict UTF-8. Rejects otherwise.
 */
export async function fetchJwks(uri: URL): Promise<string> {
  const response = await fetch(uri, {
    redirect: 'error',
    headers: { accept: 'application/json, application/jwk-set+json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`the JWKS endpoint answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`the JWKS is over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}
