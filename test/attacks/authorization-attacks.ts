import type { Attack } from './attack.ts';
import type { AttackedService } from './attacked-service.ts';

const attack = (
  name: string,
  reason: string,
  authorization: (world: AttackedService) => readonly string[],
): Attack => ({
  name,
  reason,
  authorization,
});

/** Ways to send a token, or none, that are not one line of `Bearer <token>`. */
export const authorizationAttacks: readonly Attack[] = [
  attack('no authorization', 'no-authorization', () => []),
  attack('an empty authorization', 'not-bearer', () => ['']),
  attack('the scheme alone', 'not-bearer', () => ['Bearer']),
  attack('a token without a scheme', 'not-bearer', (world) => [world.mint()]),
  attack('the scheme Basic', 'not-bearer', (world) => [`Basic ${world.mint()}`]),
  attack('the scheme Token', 'not-bearer', (world) => [`Token ${world.mint()}`]),
  attack('the scheme DPoP', 'not-bearer', (world) => [`DPoP ${world.mint()}`]),
  attack('the scheme with a letter more', 'not-bearer', (world) => [`Bearers ${world.mint()}`]),
  attack('the scheme with a colon', 'not-bearer', (world) => [`Bearer: ${world.mint()}`]),
  // grpc-js takes no metadata with characters outside printable ASCII or spaces around it, so such a line never arrives.
  attack('a tab after the scheme', 'no-authorization', (world) => [`Bearer\t${world.mint()}`]),
  attack('a tab inside the token', 'no-authorization', (world) => [`Bearer ${world.mint().replace('.', '\t.')}`]),
  attack('a space before the scheme', 'no-authorization', (world) => [` Bearer ${world.mint()}`]),
  attack('a space after the token', 'no-authorization', (world) => [`Bearer ${world.mint()} `]),
  attack('a letter outside ASCII', 'no-authorization', (world) => [`Bearer ${world.mint()}\u00e9`]),
  attack('two spaces after the scheme', 'malformed', (world) => [`Bearer  ${world.mint()}`]),
  attack('the scheme twice', 'malformed', (world) => [`Bearer Bearer ${world.mint()}`]),
  attack('quotes around the token', 'malformed', (world) => [`Bearer "${world.mint()}"`]),
  attack('two good tokens in one line', 'malformed', (world) => [`Bearer ${world.mint()}, Bearer ${world.mint()}`]),
  attack('a good token and a comma', 'malformed', (world) => [`Bearer ${world.mint()},`]),
  attack('a good and a foreign token in one line', 'malformed', (world) => [
    `Bearer ${world.mint()},Bearer ${world.attacker.sign('{}', '{}')}`,
  ]),
  attack('the same good token on two lines', 'several-authorizations', (world) => {
    const token = world.mint();
    return [`Bearer ${token}`, `Bearer ${token}`];
  }),
  attack('a good token before a bad one', 'several-authorizations', (world) => [
    `Bearer ${world.mint()}`,
    'Bearer a.b.c',
  ]),
  attack('a good token after a bad one', 'several-authorizations', (world) => [
    'Bearer a.b.c',
    `Bearer ${world.mint()}`,
  ]),
  attack('a good token before an empty line', 'several-authorizations', (world) => [`Bearer ${world.mint()}`, '']),
  attack('a good token before a line that is dropped', 'several-authorizations', (world) => [
    `Bearer ${world.mint()}`,
    'Bearer\ta.b.c',
  ]),
  attack('a good token after a line that is dropped', 'several-authorizations', (world) => [
    'Bearer\ta.b.c',
    `Bearer ${world.mint()}`,
  ]),
  attack('a good token on three lines', 'several-authorizations', (world) =>
    Array.from({ length: 3 }, () => `Bearer ${world.mint()}`),
  ),
];
