import assert from 'node:assert/strict';
import { Metadata } from '@grpc/grpc-js';
import { type BearerToken, UnauthenticatedError, type VerifiedPrincipal } from '@leasehold/domain';
import { describe, it } from 'mocha';
import type { RefreshMethod } from '../../src/refresh/caller-proof.ts';
import { TokenProof } from '../../src/refresh/token-proof.ts';

const notifier = 'arn:aws:iam::111122223333:role/notifier';
const revoker = 'arn:aws:iam::111122223333:role/revoker';
const tokens: Readonly<Record<string, string>> = { 'a.a.a': notifier, 'b.b.b': revoker, 'c.c.c': `${notifier}2` };

/** Verifies the tokens of the table, as the real verifier does those of the callers it is made for. */
const verifier = {
  verify: async (token: BearerToken) => {
    const arn = tokens[token.reveal()];
    if (arn === undefined) throw new UnauthenticatedError('signature');
    return { issuer: 'https://account.tokens.example', arn, expiresAt: 0 } as VerifiedPrincipal;
  },
  refreshKeys: async () => {},
};

describe('Proof by token', () => {
  const proof = new TokenProof(verifier, { refresh: notifier, readRevocations: revoker });
  const proven = (method: RefreshMethod, ...authorization: readonly string[]) => {
    const metadata = new Metadata();
    for (const value of authorization) metadata.add('authorization', value);
    return proof.prove(method, { metadata, getAuthContext: () => ({}) });
  };
  const refused = (reason: string) => ({ code: 'unauthenticated', reason });

  it('lets each principal make its own call', async () => {
    await proven('refresh', 'Bearer a.a.a');
    await proven('readRevocations', 'Bearer b.b.b');
  });

  const cases: readonly [string, RefreshMethod, readonly string[], string][] = [
    ['the revoker’s Refresh', 'refresh', ['Bearer b.b.b'], 'principal'],
    ['the notifier’s ReadRevocations', 'readRevocations', ['Bearer a.a.a'], 'principal'],
    ['a principal with a longer name', 'refresh', ['Bearer c.c.c'], 'principal'],
    ['a token that is not good', 'refresh', ['Bearer d.d.d'], 'signature'],
    ['no token', 'refresh', [], 'no-authorization'],
    ['two tokens', 'refresh', ['Bearer a.a.a', 'Bearer a.a.a'], 'several-authorizations'],
    ['another scheme', 'refresh', ['Basic a.a.a'], 'not-bearer'],
    ['a text that is no token', 'refresh', ['Bearer a'], 'malformed'],
  ];
  for (const [what, method, authorization, reason] of cases) {
    it(`refuses ${what}`, () => assert.rejects(proven(method, ...authorization), refused(reason)));
  }
});
