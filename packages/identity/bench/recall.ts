import { BearerToken } from '@leasehold/domain';
import { createVerifier, parseBearer } from '@leasehold/identity';
import { ManualClock } from '../test/manual-clock.ts';
import { TestIssuer } from '../test/test-issuer.ts';

/*
 * What authenticating a call costs whose token is remembered, from the metadata value to the verified tenant: 500 tokens
 * in turn. Prints nanoseconds a call for several rounds, so that a warm-up shows.
 */
const clock = new ManualClock();
const issuer = await TestIssuer.start(clock);
const verifier = createVerifier({
  issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity' }],
  clock,
});
const tokens = await Promise.all(Array.from({ length: 500 }, (_, index) => issuer.mint({ sub: `user-${index}` })));
for (const token of tokens) await verifier.verify(new BearerToken(token));
await issuer.close();

const metadata = tokens.map((token) => [`Bearer ${token}`]);
const passes = 400;
for (let round = 1; round <= 5; round++) {
  const start = process.hrtime.bigint();
  for (let pass = 0; pass < passes; pass++) {
    for (const values of metadata) {
      if (verifier.recall(parseBearer(values).reveal()) === null) throw new Error('a token was forgotten');
    }
  }
  const nanoseconds = Number(process.hrtime.bigint() - start) / (passes * metadata.length);
  console.log(`round ${round}: ${Math.round(nanoseconds)} ns a call`);
}
