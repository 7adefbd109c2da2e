import { type Attack, withToken } from './attack.ts';
import type { AttackedService } from './attacked-service.ts';
import { base64url } from './forging-issuer.ts';

const twiceOver: readonly (readonly [string, (json: string) => string])[] = [
  ['another tenant before the real one', (json) => `{"custom:tenantId":"globex",${json.slice(1)}`],
  ['another tenant after the real one', (json) => `${json.slice(0, -1)},"custom:tenantId":"globex"}`],
  ['the same tenant twice', (json) => `${json.slice(0, -1)},"custom:tenantId":"acme"}`],
  ['the second one spelt with an escape', (json) => `${json.slice(0, -1)},"custom:tenant\\u0049d":"globex"}`],
  ['a second session tag', (json) => json.replace('"TenantId":', '"TenantId":["globex"],"TenantId":')],
  ['a second expiry', (json) => `${json.slice(0, -1)},"exp":9999999999}`],
];

/** Tokens whose text is not that of one whole JSON Web Signature. */
export const textAttacks: readonly Attack[] = [
  ...['header', 'payload', 'signature'].flatMap((part, index) => [
    withToken(`a ${part} cut short by a character`, 'malformed', (world) => cut(world, index, -1)),
    withToken(`half a ${part}`, index === 2 ? 'signature' : 'malformed', (world) => cut(world, index, 'half')),
    withToken(`an empty ${part}`, 'malformed', (world) => cut(world, index, 0)),
    withToken(`a ${part} with padding`, 'malformed', (world) => {
      const parts = world.mint().split('.');
      return parts.with(index, `${parts[index]}=`).join('.');
    }),
  ]),
  withToken('a token that ends in its header', 'malformed', (world) => world.mint().slice(0, 20)),
  withToken('a token that ends after its header', 'malformed', (world) => world.mint().split('.')[0] ?? ''),
  withToken('a token that ends after its payload', 'malformed', (world) => world.mint().replace(/\.[^.]*$/, '')),
  withToken('a token that ends in the dot before its signature', 'malformed', (world) =>
    world.mint().replace(/[^.]*$/, ''),
  ),
  withToken('a fourth part', 'malformed', (world) => `${world.mint()}.AAAA`),
  withToken('a dot at the end', 'malformed', (world) => `${world.mint()}.`),
  withToken('a dot in front', 'malformed', (world) => `.${world.mint()}`),
  withToken('the five parts of an encrypted token', 'malformed', (world) => `${world.mint()}.AAAA.AAAA`),
  withToken('a space inside', 'malformed', (world) => world.mint().replace('.', ' .')),
  withToken('standard base64 in place of base64url', 'malformed', (world) => `${world.mint().slice(0, -1)}+`),
  withToken('another spelling of the same bytes', 'malformed', (world) => otherSpelling(world.mint())),
  withToken('more than 16 KiB, truly signed', 'oversized', (world) => world.mint({ padding: 'x'.repeat(16 * 1024) })),
  withToken('16 KiB of nothing', 'oversized', () => 'x'.repeat(16 * 1024 + 1)),
  withToken('a payload that is a list', 'malformed', (world) => signed(world, '[]')),
  withToken('a payload that is null', 'malformed', (world) => signed(world, 'null')),
  withToken('a payload that is no JSON', 'malformed', (world) => signed(world, 'tenant=acme')),
  withToken('a payload with a byte order mark', 'malformed', (world) =>
    signed(world, `\ufeff${JSON.stringify(world.claims())}`),
  ),
  ...twiceOver.map(([what, twice]) =>
    withToken(`a member twice: ${what}`, 'duplicate-member', (world) =>
      signed(world, twice(JSON.stringify(world.claims()))),
    ),
  ),
  withToken('a header member twice', 'duplicate-member', (world) => {
    const header = JSON.stringify(world.issuer.header());
    return world.issuer.sign(`{"alg":"none",${header.slice(1)}`, JSON.stringify(world.claims()));
  }),
];

/** `half` is a length base64url can have, so that it is the content that is missing and not the spelling that is wrong. */
function cut(world: AttackedService, index: number, end: number | 'half'): string {
  const parts = world.mint().split('.');
  const part = parts[index] ?? '';
  return parts.with(index, part.slice(0, end === 'half' ? 4 * Math.floor(part.length / 8) : end)).join('.');
}

function signed(world: AttackedService, payload: string): string {
  return world.issuer.sign(JSON.stringify(world.issuer.header()), payload);
}

/** 256 bytes leave two bits of the last character without a meaning. */
function otherSpelling(token: string): string {
  const bytes = Buffer.from(token.split('.')[2] ?? '', 'base64url');
  const twin = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    .map((last) => token.slice(0, -1) + last)
    .find((other) => other !== token && Buffer.from(other.split('.')[2] ?? '', 'base64url').equals(bytes));
  if (twin === undefined || base64url(bytes) === twin.split('.')[2]) throw new Error('no other spelling was found');
  return twin;
}
