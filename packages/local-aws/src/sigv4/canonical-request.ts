import { createHash } from 'node:crypto';
import type { HttpRequest } from '../endpoint/http-message.ts';

/** Hex SHA-256, as SigV4 writes it. */
export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * The canonical request of Signature Version 4. The payload hash is computed from the body that arrived; a hash the
 * client claims in `x-amz-content-sha256` is only another header. `null` when the path or query is not valid encoding.
 */
export function canonicalRequest(request: HttpRequest, signedHeaders: readonly string[]): string | null {
  const query = canonicalQuery(request.query);
  if (query === null) return null;
  const headers = signedHeaders.map((name) => `${name}:${foldedValue(request.headers.all(name))}\n`).join('');
  return [
    request.method,
    canonicalPath(request.path),
    query,
    headers,
    signedHeaders.join(';'),
    sha256Hex(request.body),
  ].join('\n');
}

/** Values of one header in the order sent, joined by commas; runs of blanks inside are one blank. */
function foldedValue(values: readonly string[]): string {
  return values.map((value) => value.trim().replace(/\s+/g, ' ')).join(',');
}

/** Normalised, then each segment encoded once more: every service but S3 signs the path doubly encoded. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(strictlyEncoded(segment));
  }
  const slash = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${slash}`;
}

function canonicalQuery(query: string): string | null {
  if (query === '') return '';
  const pairs: [name: string, value: string][] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    try {
      pairs.push([
        strictlyEncoded(decodeURIComponent(equals < 0 ? part : part.slice(0, equals))),
        strictlyEncoded(decodeURIComponent(equals < 0 ? '' : part.slice(equals + 1))),
      ]);
    } catch {
      return null;
    }
  }
  return pairs
    .sort(([name, value], [otherName, otherValue]) => byCodePoint(name, otherName) || byCodePoint(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function byCodePoint(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** RFC 3986: `encodeURIComponent` leaves five characters alone that SigV4 encodes. */
function strictlyEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
