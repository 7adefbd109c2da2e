import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { bearerText, maxTokenLength, parseBearer } from '@leasehold/identity';
import { describe, it } from 'mocha';
import { refusedFor } from './refused-for.ts';

const token = 'aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl';

describe('a bearer token in call metadata', () => {
  it('is taken from the one authorization value, and hidden from formatters', () => {
    const bearer = parseBearer([`Bearer ${token}`]);
    assert.equal(bearer.reveal(), token);
    assert.ok(!`${inspect(bearer)} ${bearer} ${JSON.stringify(bearer)}`.includes('cGF5'));
  });

  it('may be at most 16 KiB long', () => {
    const longest = `a.${'b'.repeat(maxTokenLength - 4)}.c`;
    assert.equal(parseBearer([`Bearer ${longest}`]).reveal().length, 16_384);
    assert.throws(() => parseBearer([`Bearer ${longest}d`]), refusedFor('oversized'));
  });

  const cases: readonly [string, readonly string[], string][] = [
    ['no value', [], 'no-authorization'],
    ['two values', [`Bearer ${token}`, `Bearer ${token}`], 'several-authorizations'],
    ['an empty value', [''], 'not-bearer'],
    ['another scheme', [`Basic ${token}`], 'not-bearer'],
    ['no scheme', [token], 'not-bearer'],
    ['a scheme that only begins alike', [`Bearerx ${token}`], 'not-bearer'],
    ['a leading space', [` Bearer ${token}`], 'not-bearer'],
    ['two spaces', [`Bearer  ${token}`], 'malformed'],
    ['a tab instead of the space', [`Bearer\t${token}`], 'not-bearer'],
    ['no token', ['Bearer '], 'malformed'],
    ['values joined by a comma', [`Bearer ${token},Bearer ${token}`], 'malformed'],
    ['values joined by comma and space', [`Bearer ${token}, ${token}`], 'malformed'],
    ['a trailing space', [`Bearer ${token} `], 'malformed'],
    ['a trailing newline', [`Bearer ${token}\n`], 'malformed'],
    ['a NUL', [`Bearer ${token}\0`], 'malformed'],
    ['characters outside the alphabet', [`Bearer ${token}é`], 'malformed'],
    ['base64 instead of base64url', ['Bearer a+b.c/d.e'], 'malformed'],
    ['padding', ['Bearer aGE=.aGE=.aGE='], 'malformed'],
    ['two parts', ['Bearer a.b'], 'malformed'],
    ['an empty signature', ['Bearer a.b.'], 'malformed'],
    ['the five parts of an encrypted token', ['Bearer a.b.c.d.e'], 'malformed'],
  ];
  for (const [what, values, reason] of cases) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseBearer(values), refusedFor(reason));
    });
  }

  it('is looked up by its text alone, which is bounded and of one value with the scheme all the same', () => {
    assert.equal(bearerText([`bearer ${token}`]), token);
    assert.throws(() => bearerText([`Bearer ${'a'.repeat(maxTokenLength + 1)}`]), refusedFor('oversized'));
    for (const [what, values, reason] of cases) {
      if (reason === 'malformed') assert.notEqual(bearerText(values), token, what);
      else assert.throws(() => bearerText(values), refusedFor(reason), what);
    }
  });
});
