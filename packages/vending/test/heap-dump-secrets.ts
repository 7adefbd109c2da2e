import { createHash } from 'node:crypto';

/**
 * The secrets of one session, made from its name so that the process that looks for them need not be told. Each is one
 * piece, the token too: a dump shows a text that was put together in its pieces.
 */
export function secretsOf(name: string) {
  const text = (kind: string) => createHash('sha256').update(`${kind} of ${name}`).digest('hex');
  return { secretAccessKey: text('secret'), sessionToken: text('session'), token: text('token') };
}
