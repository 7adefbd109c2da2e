import { isLoopbackHost } from '@leasehold/domain';

/** Whether `url` is plain http to this very machine, the one case in which keys may be fetched without TLS. */
export function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && isLoopbackHost(url.hostname);
}

/**
 * Where an issuer's keys are fetched. Built from settings only: a token's own `iss`, `jku` or `x5u` never gets here.
 * @throws TypeError when `uri` is not an https URL (or http on loopback) without credentials.
 */
export function parseJwksUri(uri: string): URL {
  const url = new URL(uri);
  if (url.protocol !== 'https:' && !isLoopback(url)) {
    throw new TypeError('a JWKS is fetched over https, or http on a loopback address');
  }
  if (url.username !== '' || url.password !== '') throw new TypeError('a JWKS address carries no credentials');
  return url;
}
