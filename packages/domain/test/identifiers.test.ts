import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  configTags,
  formatConfigKey,
  InvalidInputError,
  isTenantId,
  parseConfigKey,
  parseServiceName,
  parseTenantId,
} from '../src/index.ts';

const hostile: readonly (readonly [string, unknown])[] = [
  ['empty', ''],
  ['one character', 'a'],
  ['64 characters', 'a'.repeat(64)],
  ['leading hyphen', '-acme'],
  ['leading underscore', '_acme'],
  ['star', 'ac*e'],
  ['question mark', 'acm?'],
  ['slash', 'acme/orders'],
  ['hash', 'acme#x'],
  ['pipe', 'acme|SERVICE#orders'],
  ['colon', 'acme:globex'],
  ['dollar brace', '${aws:PrincipalTag/TenantId}'],
  ['space inside', 'ac me'],
  ['space at the end', 'acme '],
  ['newline at the end', 'acme\n'],
  ['NUL', 'acme\u0000'],
  ['dot', 'a.b'],
  ['look-alike Cyrillic a', '\u0430cme'],
  ['full-width letters', '\uff41\uff43\uff4d\uff45'],
  ['combining accent', 'acme\u0301'],
  ['zero-width joiner', 'ac\u200dme'],
  ['array of one good name', ['acme']],
  ['object', { toString: () => 'acme' }],
  ['String object', new String('acme')],
  ['number', 42],
  ['null', null],
  ['undefined', undefined],
];

describe('identifiers', () => {
  for (const [what, text] of hostile) {
    it(`refuses a tenant id that is ${what}`, () => {
      assert.equal(isTenantId(text), false);
      assert.throws(() => parseTenantId(text), InvalidInputError);
    });
  }

  it('takes tenant ids from 2 to 63 characters', () => {
    for (const text of ['ab', 'a'.repeat(63), 'Acme_2-x', '0-']) assert.equal(parseTenantId(text), text);
  });

  it('takes service names from 1 to 63 characters', () => {
    for (const text of ['a', 'b'.repeat(63)]) assert.equal(parseServiceName(text), text);
    assert.throws(() => parseServiceName('b'.repeat(64)), InvalidInputError);
  });

  it('never repeats refused text in the error', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), (text) => {
        const secret = `${text}\u0007`;
        try {
          parseTenantId(secret);
          assert.fail('accepted');
        } catch (error) {
          assert.ok(error instanceof InvalidInputError);
          assert.ok(!error.message.includes(secret));
        }
      }),
    );
  });
});

describe('config keys', () => {
  it('are a known tag and a name, and format back to the same text', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,128}$/).filter((text) => text !== '.' && text !== '..');
    fc.assert(
      fc.property(fc.constantFrom(...configTags), name, (tag, text) => {
        const key = parseConfigKey(`${tag}_${text}`);
        assert.deepEqual(key, { tag, name: text });
        assert.equal(formatConfigKey(key), `${tag}_${text}`);
      }),
    );
  });

  const refused = [
    '',
    'tenant_config',
    'tenant_config_',
    'param_config_',
    'secret_config_x',
    'TENANT_CONFIG_x',
    'tenant_config_a/b',
    'tenant_config_a b',
    'tenant_config_a#b',
    `tenant_config_${'x'.repeat(129)}`,
    `param_config_${'x'.repeat(129)}`,
    'xtenant_config_a',
    'tenant_config_\u00e9',
    'tenant_config_.',
    'param_config_..',
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 24))}`, () => {
      assert.throws(() => parseConfigKey(text), { code: 'invalid-input', field: 'key' });
    });
  }
});
