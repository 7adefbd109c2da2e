import { type Attack, withToken } from './attack.ts';
import type { AttackedService } from './attacked-service.ts';
import type { Members } from './forging-issuer.ts';

/** Header members that bring a key or point at one. The attacker's server would hand out the key that fits. */
const ownKeys: readonly (readonly [string, (world: AttackedService) => Members])[] = [
  ['jku', ({ attacker }) => ({ jku: attacker.jwksUri })],
  ['x5u', ({ attacker }) => ({ x5u: attacker.jwksUri })],
  ['jwk', ({ attacker }) => ({ jwk: attacker.publicJwk })],
  ['x5c', ({ attacker }) => ({ x5c: [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] })],
];

/** Tokens whose header leads the verifier elsewhere, or nowhere. */
export const headerAttacks: readonly Attack[] = [
  ...ownKeys.flatMap(([member, header]) => [
    withToken(`the attacker's key brought along as ${member}`, 'forbidden-header', (world) =>
      signedByAttacker(world, { ...header(world), kid: world.attacker.keyId }),
    ),
    withToken(`the same ${member} under the issuer's key id`, 'forbidden-header', (world) =>
      signedByAttacker(world, header(world)),
    ),
    withToken(`a good signature with a ${member} beside it`, 'forbidden-header', (world) =>
      world.mint({}, header(world)),
    ),
  ]),
  withToken('crit with an extension nobody knows', 'forbidden-header', (world) =>
    world.mint({}, { crit: ['exp'], exp: 1 }),
  ),
  withToken('crit with b64', 'forbidden-header', (world) => world.mint({}, { crit: ['b64'], b64: true })),
  withToken('an unknown key id', 'unknown-key', (world) => world.mint({}, { kid: 'nobody' })),
  withToken("the attacker's own key id", 'unknown-key', (world) =>
    signedByAttacker(world, { kid: world.attacker.keyId }),
  ),
  withToken('a key id of the prototype', 'unknown-key', (world) => world.mint({}, { kid: '__proto__' })),
  withToken('a path as key id', 'unknown-key', (world) => world.mint({}, { kid: '../../dev/null' })),
  withToken('no key id', 'no-key-id', (world) => world.mint({}, { kid: undefined })),
  withToken('an empty key id', 'no-key-id', (world) => world.mint({}, { kid: '' })),
  withToken('a list of key ids', 'no-key-id', (world) => world.mint({}, { kid: [world.issuer.keyId] })),
  withToken('the type of an access token', 'token-type', (world) => world.mint({}, { typ: 'at+jwt' })),
  withToken('the type of a logout token', 'token-type', (world) => world.mint({}, { typ: 'logout+jwt' })),
];

function signedByAttacker(world: AttackedService, header: Members): string {
  return world.attacker.sign(JSON.stringify(world.issuer.header(header)), JSON.stringify(world.claims()));
}
