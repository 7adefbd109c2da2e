import type { ConfigClient } from '@leasehold/dev';

/** A request that is refused for one field, by one rule. */
export interface InvalidInput {
  readonly name: string;
  readonly field: string;
  /** Part of the rule's text, so that the reader learns what would be right. */
  readonly rule: RegExp;
  readonly send: (client: ConfigClient, token: string) => Promise<unknown>;
}

const theme = { service: 'orders', key: 'tenant_config_theme' };
const endpoint = { service: 'orders', key: 'param_config_endpoint' };
const serviceRule = /^1-63 of A-Z a-z 0-9 _ -/;
const keyRule = /^tenant_config_<name> or param_config_<name>/;
const versionRule = /^a whole number from [01] to 2\^53-1$/;
const pageTokenRule = /^the previous page's next_page_token, unchanged$/;

const badServices = [
  '-orders',
  'a/b',
  'a b',
  'orders\u0000',
  'ord\u00e9rs',
  '*',
  '..',
  'TENANT#globex',
  'x'.repeat(64),
];
const badKeys = [
  ...['', 'theme', 'tenant_config', 'tenant_config_', 'Tenant_config_x', 'secret_config_x', 'tenant_config_a b'],
  ...[
    'tenant_config_a/b',
    'tenant_config_a#b',
    'param_config_../x',
    'tenant_config_.',
    'param_config_..',
    'param_config_*',
    'tenant_config_\u0430',
  ],
  `tenant_config_${'x'.repeat(129)}`,
];
const badContentTypes = ['JSON', 'Text/Plain', 'text/', '/plain', 'text/plain;', 'text/plain\r\nx: y', 'a'.repeat(200)];

type Method = 'getConfig' | 'batchGetConfigs' | 'listConfigs' | 'putConfig' | 'deleteConfig';

/** A good request of each method, which one field at a time is changed in. */
const good = {
  getConfig: theme,
  batchGetConfigs: { service: 'orders', keys: [theme.key] },
  listConfigs: { service: 'orders', tag: 1 },
  putConfig: { ...theme, value: '1' },
  deleteConfig: { ...theme, expectedVersion: 1n },
} as const;

function changed(method: Method, name: string, field: string, rule: RegExp, change: object): InvalidInput {
  const request = { ...good[method], ...change };
  return { name: `${method}: ${name}`, field, rule, send: (client, token) => client.call(method, token, request) };
}

const methods = Object.keys(good) as readonly Method[];
const oneKey = ['getConfig', 'putConfig', 'deleteConfig'] as const;

/** Every field of every request, outside each of its rules. */
export const invalidInputs: readonly InvalidInput[] = [
  ...methods.flatMap((method) =>
    badServices.map((service) => changed(method, `the service ${shown(service)}`, 'service', serviceRule, { service })),
  ),
  ...oneKey.flatMap((method) => [
    ...badKeys.map((key) => changed(method, `the key ${shown(key)}`, 'key', keyRule, { key })),
    changed(method, 'a parameter of no service', 'service', /^param_config_ keys belong to a service/, {
      service: '',
      key: endpoint.key,
    }),
  ]),
  ...badKeys.map((key) =>
    changed('batchGetConfigs', `the second key ${shown(key)}`, 'keys[1]', keyRule, { keys: [theme.key, key] }),
  ),
  changed('batchGetConfigs', 'no keys', 'keys', /^1-100 keys; this request has 0$/, { keys: [] }),
  changed('batchGetConfigs', '101 keys', 'keys', /^1-100 keys; this request has 101$/, {
    keys: Array.from({ length: 101 }, (_, index) => `tenant_config_${index}`),
  }),
  changed('batchGetConfigs', 'a key twice', 'keys[2]', /^each key at most once/, {
    keys: [theme.key, endpoint.key, theme.key],
  }),
  changed('batchGetConfigs', 'a parameter of no service', 'service', /^param_config_ keys belong to a service/, {
    service: '',
    keys: [endpoint.key],
  }),
  ...[0, 3, -1].map((tag) => changed('listConfigs', `the tag ${tag}`, 'tag', /^STORE_TAG_TENANT_CONFIG or/, { tag })),
  changed('listConfigs', 'parameters of no service', 'service', /^param_config_ keys belong/, { service: '', tag: 2 }),
  ...[-1, 101, 2_147_483_647].map((pageSize) =>
    changed('listConfigs', `the page size ${pageSize}`, 'page_size', /^from 0 \(meaning 50\) to 100$/, { pageSize }),
  ),
  ...[1, 2].flatMap((tag) =>
    ['!', 'not a token', '=', Buffer.from('a b').toString('base64url'), 'x'.repeat(5_000)].map((pageToken) =>
      changed('listConfigs', `the page token ${shown(pageToken)} of store ${tag}`, 'page_token', pageTokenRule, {
        tag,
        pageToken,
      }),
    ),
  ),
  ...badContentTypes.map((contentType) =>
    changed('putConfig', `the content type ${shown(contentType)}`, 'content_type', /^a lower-case media type/, {
      contentType,
    }),
  ),
  ...[-1n, 2n ** 53n, 2n ** 63n - 1n].flatMap((expectedVersion) => [
    changed('putConfig', `the version ${expectedVersion}`, 'expected_version', versionRule, { expectedVersion }),
    changed('deleteConfig', `the version ${expectedVersion}`, 'expected_version', versionRule, { expectedVersion }),
  ]),
  changed('deleteConfig', 'the version 0', 'expected_version', /^a whole number from 1 /, { expectedVersion: 0n }),
  changed('putConfig', 'a secret in DynamoDB', 'sensitivity', /^tenant_config_ keys hold no secrets/, {
    sensitivity: 2,
  }),
  changed('putConfig', 'an unknown sensitivity', 'sensitivity', /^SENSITIVITY_NORMAL or/, { sensitivity: 3 }),
  changed('putConfig', '256 KiB and a byte', 'value', /^262145 bytes; tenant_config_ values are at most 262144/, {
    value: 'x'.repeat(262_145),
  }),
  changed('putConfig', '256 KiB of two-byte letters', 'value', /^262146 bytes;/, { value: '\u00e9'.repeat(131_073) }),
  changed('putConfig', '4 KiB and a byte for a parameter', 'value', /^4097 bytes; param_config_ values are at most/, {
    ...endpoint,
    value: 'x'.repeat(4_097),
  }),
  changed('putConfig', 'an empty parameter', 'value', /^param_config_ values are not empty$/, {
    ...endpoint,
    value: '',
  }),
  changed('putConfig', 'an empty secret', 'value', /^param_config_ values are not empty$/, {
    ...endpoint,
    value: '',
    sensitivity: 2,
  }),
  changed('putConfig', 'a reference to a parameter', 'value', /hold no "\{\{"/, { ...endpoint, value: '{{ssm:x}}' }),
];

function shown(text: string): string {
  return JSON.stringify(text.length > 24 ? `${text.slice(0, 8)}… (${text.length})` : text);
}
