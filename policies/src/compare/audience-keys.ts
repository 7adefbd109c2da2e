import type { Unknowns } from '../proof/smt/unknowns.ts';
import { absent, type KeyValue, one } from '../proof/translate/symbolic-context.ts';
import type { Somebody } from './somebody.ts';

/**
 * The audience of a token is in the context by its own issuer's name only (IAM user guide, keys of web identity
 * federation), so of all the others' it is known that they are not there.
 */
export function audienceKeys(
  { provider, kind }: Somebody,
  tokens: () => readonly Somebody[],
  unknowns: Unknowns,
): Readonly<Record<string, KeyValue>> {
  // Who is a principal of an account was in most cases let in by no token; nobody says so of all.
  if (kind === 'own' || kind === 'foreign') return {};
  return Object.fromEntries(
    tokens().map((token) => [
      `${token.provider}:aud`,
      token.provider === provider ? one(unknowns.text('audience')) : absent,
    ]),
  );
}

/** Those among them who hold a token and name its issuer. */
export function tokensAmong(all: readonly Somebody[]): readonly Somebody[] {
  return all.filter(({ provider }) => provider !== null);
}
