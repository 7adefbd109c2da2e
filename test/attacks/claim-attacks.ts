import { localClientId } from '@leasehold/dev';
import { type Attack, withToken } from './attack.ts';
import type { Members } from './forging-issuer.ts';

const tagsClaim = 'https://aws.amazon.com/tags';
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity';
const ownTags = { TenantId: ['acme'], UserRole: ['reader'] };

const now = (): number => Math.floor(Date.now() / 1000);

/** Claims that are truly signed, and for somebody else, another time or another purpose. */
const standardClaims: readonly Attack[] = [
  withToken("a well-made token of the attacker's issuer", 'unknown-issuer', (world) =>
    world.attacker.sign(
      JSON.stringify(world.attacker.header()),
      JSON.stringify(world.claims({ iss: world.attacker.url })),
    ),
  ),
  ...(
    [
      ['a foreign issuer', 'unknown-issuer', { iss: 'https://issuer.example' }],
      ['a list of issuers', 'unknown-issuer', { iss: ['https://issuer.example'] }],
      ['no issuer', 'unknown-issuer', { iss: undefined }],
      ['a foreign audience', 'audience', { aud: 'another-app' }],
      ['no audience', 'audience', { aud: undefined }],
      ['an empty list of audiences', 'audience', { aud: [] }],
      ['our audience beside another one, without azp', 'audience', { aud: [localClientId, 'another-app'] }],
      ['our audience, made for another party', 'audience', { azp: 'another-app' }],
      ['the use of an access token', 'token-use', { token_use: 'access' }],
      ['no token use', 'token-use', { token_use: undefined }],
      ['no expiry', 'no-expiry', { exp: undefined }],
      ['an expiry of never', 'no-expiry', { exp: 1e300 }],
      ['no subject', 'subject-claim', { sub: undefined }],
      ['a line break in the subject', 'subject-claim', { sub: 'ann\n{"level":"error"}' }],
    ] as const
  ).map(([name, reason, claims]) => withToken(name, reason, (world) => world.mint(claims))),
  withToken('an expiry a second ago', 'expired', (world) => world.mint({ exp: now() - 1 })),
  withToken('an expiry a year ago', 'expired', (world) => world.mint({ exp: now() - 31_536_000 })),
  withToken('a token that counts from a minute on', 'not-yet-valid', (world) => world.mint({ nbf: now() + 60 })),
  withToken('a token made far in the future', 'not-yet-valid', (world) => world.mint({ iat: now() + 31_536_000 })),
  withToken('a beginning that is no number', 'signature', (world) => world.mint({ nbf: 'soon' })),
];

const tenants: readonly (readonly [string, unknown])[] = [
  ['missing', undefined],
  ['null', null],
  ['empty', ''],
  ['a number', 7],
  ['a boolean', true],
  ['a list', ['acme']],
  ['two in a list', ['acme', 'globex']],
  ['an object', { id: 'acme' }],
  ['too short', 'a'],
  ['too long', 'a'.repeat(64)],
  ['very long', 'a'.repeat(2_048)],
  ['with *', 'acme*'],
  ['just *', '*'],
  ['with ?', 'acm?'],
  ['with /', 'acme/orders'],
  ['with ..', '../globex'],
  ['with #', 'acme#1'],
  ['with :', 'acme:orders'],
  ['with |', 'acme|SERVICE#orders'],
  ['with $', '${aws:PrincipalTag/TenantId}'],
  ['with NUL', 'acme\u0000'],
  ['with a newline', 'acme\n'],
  ['with a carriage return', 'acme\r'],
  ['with a space in front', ' acme'],
  ['with a space behind', 'acme '],
  ['with a comma', 'acme,globex'],
  ['with a leading hyphen', '-acme'],
  ['with a Cyrillic letter', '\u0430cme'],
  ['in full-width letters', '\uff41\uff43\uff4d\uff45'],
  ['with a zero-width space', 'ac\u200bme'],
  ['with a zero-width joiner', 'acme\u200d'],
  ['with a right-to-left mark', '\u200facme'],
  ['with a combining accent', 'acme\u0301'],
  ['with a Kelvin sign', '\u212aelvin'],
  ['with a lone surrogate', 'acme\ud800'],
];

const roles = [undefined, null, '', 'Reader', 'root', 'reader ', 'reader,admin', ['reader'], ['admin'], 1, {}] as const;

const services: readonly unknown[] = [
  ...['', ',', 'orders,', ',orders', 'orders, billing', 'or*ers', '*', 'a/b', 'x'.repeat(64)],
  ...[[], [''], ['orders', 1], ['orders,billing'], [['orders']], null, true, 7, {}],
];

/** The claims that STS reads, where they disagree with those that the service reads. */
const awsClaims: readonly (readonly [string, string, Members])[] = [
  ['no tags', 'session-tags-claim', { [tagsClaim]: undefined }],
  ['tags of another tenant', 'session-tags-claim', tagged({ ...ownTags, TenantId: ['globex'] })],
  ['tags of both tenants', 'session-tags-claim', tagged({ ...ownTags, TenantId: ['acme', 'globex'] })],
  ['a tenant tag that is no list', 'session-tags-claim', tagged({ ...ownTags, TenantId: 'acme' })],
  ['an empty tenant tag', 'session-tags-claim', tagged({ ...ownTags, TenantId: [''] })],
  ['no tenant tag', 'session-tags-claim', tagged({ UserRole: ['reader'] })],
  ['a higher role in the tags', 'session-tags-claim', tagged({ ...ownTags, UserRole: ['admin'] })],
  ['two roles in the tags', 'session-tags-claim', tagged({ ...ownTags, UserRole: ['reader', 'admin'] })],
  ['no role tag', 'session-tags-claim', tagged({ TenantId: ['acme'] })],
  ['a further tag', 'session-tags-claim', tagged({ ...ownTags, Team: ['red'] })],
  ['a tag key twice but for case', 'session-tags-claim', tagged({ ...ownTags, tenantid: ['globex'] })],
  ['a transitive key of no tag', 'session-tags-claim', tagged(ownTags, { transitive_tag_keys: ['Team'] })],
  ['transitive keys as text', 'session-tags-claim', tagged(ownTags, { transitive_tag_keys: 'TenantId' })],
  ['the tenant in a flattened tag', 'session-tags-claim', { [`${tagsClaim}/principal_tags/TenantId`]: ['globex'] }],
  ['tags in another case', 'session-tags-claim', { 'https://AWS.amazon.com/tags': {} }],
  ['no source identity', 'source-identity-claim', { [sourceIdentityClaim]: undefined }],
  ['an empty source identity', 'source-identity-claim', { [sourceIdentityClaim]: '' }],
  ["another tenant's source identity", 'source-identity-claim', { [sourceIdentityClaim]: 'globex' }],
  ['a list of source identities', 'source-identity-claim', { [sourceIdentityClaim]: ['acme'] }],
];

/** Tokens that are truly the issuer's, and say something that must not be believed. */
export const claimAttacks: readonly Attack[] = [
  ...standardClaims,
  ...tenants.map(([what, tenant]) =>
    withToken(`a tenant ${what}`, 'tenant-claim', (world) =>
      world.mint({
        'custom:tenantId': tenant,
        ...tagged({ ...ownTags, TenantId: [tenant] }),
        [sourceIdentityClaim]: tenant,
      }),
    ),
  ),
  ...roles.map((role) =>
    withToken(`the role ${JSON.stringify(role)}`, 'role-claim', (world) =>
      world.mint({ 'custom:userRole': role, ...tagged({ ...ownTags, UserRole: [role] }) }),
    ),
  ),
  ...services.map((claim) =>
    withToken(`the services ${JSON.stringify(claim).slice(0, 40)}`, 'services-claim', (world) =>
      world.mint({ 'custom:services': claim }),
    ),
  ),
  ...awsClaims.map(([name, reason, claims]) => withToken(name, reason, (world) => world.mint(claims))),
];

function tagged(principalTags: Members, more: Members = {}): Members {
  return { [tagsClaim]: { principal_tags: principalTags, ...more } };
}
