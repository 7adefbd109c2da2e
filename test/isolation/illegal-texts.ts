import fc from 'fast-check';

/** What would lead out of a tenant if it were ever spliced into a key, a path or a policy. */
const escapes = [
  '/',
  '../acme2',
  'acme2/orders',
  'orders/',
  '#',
  'acme|SERVICE#orders',
  'orders|SERVICE#orders',
  'TENANT#acme2',
  '*',
  'acme*',
  '?',
  '$',
  '${aws:PrincipalTag/TenantId}',
  '${*}',
  'orders\0',
  'orders\n',
  ' orders',
  'orders ',
  '%2e%2e%2f',
  'arn:aws:ssm:eu-west-1:111122223333:parameter/config-service/acme2/orders/orders',
  'оrders', // the first letter is Cyrillic
  'ｏrders', // the first letter is full width
  'orders\u200b',
  'órders',
  '{"S":"TENANT#acme2"}',
  'orders:1',
] as const;

const serviceGrammar = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const keyGrammar = /^(tenant|param)_config_(?!\.{1,2}$)[A-Za-z0-9_.-]{1,128}$/;

const anyEscape = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<string>(...escapes) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }) },
);

/** Not a service name, and not empty: that means shared configuration. */
export const illegalService = fc
  .oneof(anyEscape, fc.constantFrom('-orders', '_', '.', '..', 'a.b', 's'.repeat(64), 'tenant/../acme2'))
  .filter((text) => text !== '' && !serviceGrammar.test(text));

/** Not a key of any store. */
export const illegalKey = fc
  .oneof(
    anyEscape.map((text) => `tenant_config_${text}`),
    anyEscape.map((text) => `param_config_${text}`),
    anyEscape,
    fc.constantFrom('', 'orders', 'tenant_config_', 'TENANT_CONFIG_a', 'config_a', ' tenant_config_a'),
    fc.constant(`tenant_config_${'n'.repeat(129)}`),
    fc.constant(`param_config_${'n'.repeat(129)}`),
  )
  .filter((text) => !keyGrammar.test(text));

/** Values of a tenant claim that are no tenant id, and must never become one by trimming, folding or coercion. */
export const hostileTenantClaims: readonly unknown[] = [
  '',
  'a',
  'x'.repeat(64),
  '*',
  'acme*',
  'acme/../acme2',
  'acme#',
  'acme|SERVICE#orders',
  'acme:x',
  'acme\0',
  ' acme',
  'acme ',
  'acme\n',
  '-acme',
  'аcme', // the first letter is Cyrillic
  'ａcme', // the first letter is full width
  '${aws:PrincipalTag/TenantId}',
  ['acme'],
  ['acme', 'acme2'],
  { S: 'acme' },
  null,
  0,
  true,
];
