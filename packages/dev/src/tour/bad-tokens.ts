import { status } from '@grpc/grpc-js';
import { startLocalIssuer } from '@leasehold/local-aws';
import { localClientId } from '../system/cloud.ts';
import { read, type Stage } from './stage.ts';

/** Tokens that prove nothing get one answer, which tells nothing. */
export async function badTokens({ narrator, system, client }: Stage): Promise<void> {
  narrator.scene('2  A token that proves nothing is refused', 'one answer for all of them, so that it tells nothing');
  const foreign = await startLocalIssuer({ port: 0, clientIds: [localClientId] });
  const good = system.issuer.mint({ tenant: 'globex', role: 'reader' });
  const attacks: readonly (readonly [string, string])[] = [
    ["a well-made token of somebody else's issuer", foreign.mint({ tenant: 'acme', role: 'reader' })],
    [
      'the same, which claims to be of the trusted issuer',
      foreign.mint({ tenant: 'acme', role: 'reader' }, { claims: { iss: system.issuer.issuer } }),
    ],
    ["globex's own token, its tenant rewritten to acme", rewritten(good)],
    [
      'a token of the trusted issuer for another application',
      system.issuer.mint({ tenant: 'acme', role: 'reader' }, { claims: { aud: 'another-app' } }),
    ],
  ];
  for (const [what, token] of attacks) {
    const outcome = await read(client, token, 'orders', 'tenant_config_theme');
    narrator.claim(outcome.code === status.UNAUTHENTICATED, what, outcome.text);
  }
  await foreign.close();
}

/** The payload says acme; header and signature are the old ones. */
function rewritten(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = Buffer.from(payload, 'base64url').toString('utf8').replaceAll('globex', 'acme');
  return [header, Buffer.from(claims).toString('base64url'), signature].join('.');
}
