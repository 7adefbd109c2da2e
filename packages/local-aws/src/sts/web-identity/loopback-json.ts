import { get } from 'node:http';

/** Fetches a JSON document. */
export type FetchJson = (url: string) => Promise<unknown>;

const timeoutMs = 5_000;
const maxBytes = 256 * 1024;

/** Whether a URL is plain HTTP to this very machine. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  const here = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
  return protocol === 'http:' && here && username === '' && password === '';
}

/**
 * A JSON document from loopback, within 5 seconds (as long as STS waits for an identity provider) and 256 KiB. Follows no
 * redirect, and asks no other machine: this AWS never leaves the laptop.
 */
export const loopbackJson: FetchJson = (url) =>
  new Promise((resolve, reject) => {
    if (!isLoopback(url)) {
      reject(new Error('only http on loopback is fetched'));
      return;
    }
    const request = get(
      url,
      { agent: false, timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs) },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) response.destroy(new Error('the document is too large'));
          else chunks.push(chunk);
        });
        response.once('error', reject);
        response.once('end', () => {
          if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
          else
            try {
              resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
            } catch (error) {
              reject(error);
            }
        });
      },
    );
    request.once('error', reject);
  });
