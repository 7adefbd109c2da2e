import { createHmac } from 'node:crypto';
import { type Attack, withToken } from './attack.ts';
import type { AttackedService } from './attacked-service.ts';
import { base64url, type Members } from './forging-issuer.ts';

/** Tokens whose signature proves nothing. */
export const signatureAttacks: readonly Attack[] = [
  ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => [
    withToken(`alg ${alg} with the signature of a good token`, 'algorithm', (world) => {
      const [, payload, signature] = world.mint().split('.');
      return `${headerPart(world, { alg })}.${payload}.${signature}`;
    }),
    withToken(`alg ${alg} with an empty signature`, 'malformed', (world) => `${unsigned(world, { alg })}.`),
    withToken(`alg ${alg} with two parts only`, 'malformed', (world) => unsigned(world, { alg })),
  ]),
  ...publicKeyForms().map(([form, secret]) =>
    withToken(`HS256 keyed with the public key as ${form}`, 'algorithm', (world) => {
      const input = unsigned(world, { alg: 'HS256' });
      return `${input}.${createHmac('sha256', secret(world)).update(input).digest('base64url')}`;
    }),
  ),
  ...['RS512', 'PS256', 'ES256', 'EdDSA', ''].map((alg) =>
    withToken(`a good signature that says it is ${alg || 'of no algorithm'}`, 'algorithm', (world) =>
      world.mint({}, { alg }),
    ),
  ),
  withToken('no alg at all', 'algorithm', (world) => world.mint({}, { alg: undefined })),
  withToken("the attacker's signature under the issuer's key id", 'signature', (world) =>
    world.attacker.sign(JSON.stringify(world.issuer.header()), JSON.stringify(world.claims())),
  ),
  withToken('the signature of another token', 'signature', (world) => {
    const [header, payload] = world.mint().split('.');
    const [, , signature] = world.mint({ sub: 'bob' }).split('.');
    return `${header}.${payload}.${signature}`;
  }),
  withToken('a tampered payload', 'signature', (world) => {
    const [header, , signature] = world.mint().split('.');
    return `${header}.${base64url(JSON.stringify(world.claims({ 'custom:userRole': 'admin' })))}.${signature}`;
  }),
  withToken('a tampered header', 'signature', (world) => {
    const [, payload, signature] = world.mint().split('.');
    return `${headerPart(world, { typ: undefined })}.${payload}.${signature}`;
  }),
  withToken('one bit of the signature changed', 'signature', (world) => {
    const [header, payload, signature = ''] = world.mint().split('.');
    const bytes = Buffer.from(signature, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    return `${header}.${payload}.${base64url(bytes)}`;
  }),
  withToken('a signature of nothing but zeros', 'signature', (world) => {
    const [header, payload] = world.mint().split('.');
    return `${header}.${payload}.${base64url(Buffer.alloc(256))}`;
  }),
];

function publicKeyForms(): readonly (readonly [string, (world: AttackedService) => string | Buffer])[] {
  const jwk = (world: AttackedService) => world.issuer.publicJwk;
  return [
    ['SPKI PEM', ({ issuer }) => issuer.publicKey.export({ type: 'spki', format: 'pem' })],
    ['PKCS#1 PEM', ({ issuer }) => issuer.publicKey.export({ type: 'pkcs1', format: 'pem' })],
    ['SPKI DER', ({ issuer }) => issuer.publicKey.export({ type: 'spki', format: 'der' })],
    ['its JWK text', (world) => JSON.stringify(jwk(world))],
    ['the bytes of its modulus', (world) => Buffer.from(String(jwk(world)['n']), 'base64url')],
    ['the text of its modulus', (world) => String(jwk(world)['n'])],
  ];
}

function headerPart(world: AttackedService, changes: Members): string {
  return base64url(JSON.stringify(world.issuer.header(changes)));
}

function unsigned(world: AttackedService, header: Members): string {
  return `${headerPart(world, header)}.${base64url(JSON.stringify(world.claims()))}`;
}
