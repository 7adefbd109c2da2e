import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { HttpHeaders, type HttpRequest } from '../../src/endpoint/http-message.ts';
import { type RefusalKind, SignatureRefusal } from '../../src/sigv4/signature-refusal.ts';
import { verifySignature } from '../../src/sigv4/verify-signature.ts';
import { type Signing, signedBySdk, type Unsigned } from './sdk-signer.ts';

const at = Date.parse('2026-11-21T12:00:00Z');
const permanent = {
  accessKeyId: 'AKIAPERMANENT',
  secretAccessKey: 'permanent-secret',
  sessionToken: null,
  expiresAt: null,
};
const temporary = {
  accessKeyId: 'ASIATEMPORARY',
  secretAccessKey: 'temporary-secret',
  sessionToken: 'token/of+session==',
  expiresAt: at + 60_000,
};
const signing: Signing = {
  accessKeyId: permanent.accessKeyId,
  secretAccessKey: permanent.secretAccessKey,
  region: 'eu-west-1',
  service: 'dynamodb',
  at,
};
const asSession: Signing = { ...signing, ...temporary };
const request: Unsigned = {
  query: { b: '2', a: 'x y', c: ['z', 'a'] },
  headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' },
  body: '{"TableName":"t"}',
};

function verify(received: HttpRequest, now = at) {
  return verifySignature(received, {
    regions: ['eu-west-1'],
    service: 'dynamodb',
    now,
    find: (id) => [permanent, temporary].find(({ accessKeyId }) => accessKeyId === id) ?? null,
  });
}

function refusalOf(received: HttpRequest, now = at): RefusalKind {
  try {
    verify(received, now);
  } catch (error) {
    if (error instanceof SignatureRefusal) return error.kind;
    throw error;
  }
  return assert.fail('the request was accepted');
}

/** The received request with some of its headers replaced; `null` takes one away. */
function withHeaders(base: HttpRequest, changes: Readonly<Record<string, readonly string[] | null>>): HttpRequest {
  const headers = Object.fromEntries(base.headers.names().map((name) => [name, base.headers.all(name)]));
  for (const [name, values] of Object.entries(changes)) {
    if (values === null) delete headers[name];
    else headers[name] = values;
  }
  return { ...base, headers: new HttpHeaders(headers) };
}

function withAuthorization(base: HttpRequest, change: (header: string) => string): HttpRequest {
  return withHeaders(base, { authorization: [change(base.headers.only('authorization') ?? '')] });
}

describe('a signature made by the AWS SDK', () => {
  it('is accepted for a long-term key and for a session', async () => {
    assert.equal(verify(await signedBySdk(request, signing)), permanent);
    assert.equal(verify(await signedBySdk(request, asSession)), temporary);
  });

  it('is accepted for any path, query and header text', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => value.isWellFormed());
    const name = fc.stringMatching(/^[a-zA-Z0-9_.~!*'()-]{1,8}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          name.filter((segment) => segment !== '.' && segment !== '..'),
          { maxLength: 3 },
        ),
        fc.dictionary(name, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxKeys: 4 }),
        fc.stringMatching(/^[ -~]{0,20}$/),
        text,
        async (segments, query, header, body) => {
          const unsigned = { path: `/${segments.join('/')}`, query, headers: { 'x-amz-meta': header }, body };
          assert.equal(verify(await signedBySdk(unsigned, signing)), permanent);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is accepted when a header is folded or sent in pieces, as long as its value is the same', async () => {
    const base = await signedBySdk({ ...request, headers: { 'x-amz-meta': 'one,two  three' } }, signing);
    assert.equal(verify(withHeaders(base, { 'x-amz-meta': ['one', ' two three '] })), permanent);
  });

  it('holds from five minutes before to five minutes after its date, and no longer', async () => {
    const base = await signedBySdk(request, signing);
    const minutes = 60_000;
    assert.equal(verify(base, at + 5 * minutes), permanent);
    assert.equal(verify(base, at - 5 * minutes), permanent);
    assert.equal(refusalOf(base, at + 5 * minutes + 1_000), 'mismatch');
    assert.equal(refusalOf(base, at - 5 * minutes - 1_000), 'mismatch');
  });

  it('is expired from the second its session ends', async () => {
    const base = await signedBySdk(request, { ...asSession, at: at + 59_000 });
    assert.equal(verify(base, temporary.expiresAt - 1), temporary);
    assert.equal(refusalOf(base, temporary.expiresAt), 'expired');
  });

  it('does not say that a session is over to whoever lacks its secret', async () => {
    const base = await signedBySdk(request, { ...asSession, secretAccessKey: 'guess', at: at + 61_000 });
    assert.equal(refusalOf(base, at + 61_000), 'mismatch');
  });
});

describe('a tampered request is refused', () => {
  const table: readonly (readonly [what: string, kind: RefusalKind, tamper: (base: HttpRequest) => HttpRequest])[] = [
    ['method', 'mismatch', (base) => ({ ...base, method: 'PUT' })],
    ['path', 'mismatch', (base) => ({ ...base, path: '/other' })],
    ['query value', 'mismatch', (base) => ({ ...base, query: base.query.replace('b=2', 'b=3') })],
    ['query parameter added', 'mismatch', (base) => ({ ...base, query: `${base.query}&d=4` })],
    ['query that is no encoding', 'mismatch', (base) => ({ ...base, query: '%zz' })],
    ['body', 'mismatch', (base) => ({ ...base, body: Buffer.from('{"TableName":"u"}') })],
    ['target', 'mismatch', (base) => withHeaders(base, { 'x-amz-target': ['DynamoDB_20120810.PutItem'] })],
    [
      'a second target',
      'mismatch',
      (base) => withHeaders(base, { 'x-amz-target': ['DynamoDB_20120810.GetItem', 'DynamoDB_20120810.PutItem'] }),
    ],
    ['host', 'mismatch', (base) => withHeaders(base, { host: ['other'] })],
    ['an unsigned x-amz header added', 'mismatch', (base) => withHeaders(base, { 'x-amz-extra': ['1'] })],
    ['date', 'mismatch', (base) => withHeaders(base, { 'x-amz-date': ['20261121T120001Z'] })],
    ['date of another day', 'mismatch', (base) => withHeaders(base, { 'x-amz-date': ['20261122T000000Z'] })],
    ['date missing', 'incomplete', (base) => withHeaders(base, { 'x-amz-date': null })],
    ['date malformed', 'incomplete', (base) => withHeaders(base, { 'x-amz-date': ['yesterday'] })],
    [
      'date sent twice',
      'incomplete',
      (base) => withHeaders(base, { 'x-amz-date': ['20261121T120000Z', '20261121T120000Z'] }),
    ],
    ['region', 'mismatch', (base) => withAuthorization(base, (header) => header.replace('eu-west-1', 'us-east-1'))],
    ['service', 'mismatch', (base) => withAuthorization(base, (header) => header.replace('/dynamodb/', '/ssm/'))],
    ['terminator', 'mismatch', (base) => withAuthorization(base, (header) => header.replace('aws4_request', 'aws5'))],
    [
      'scope date',
      'mismatch',
      (base) => withAuthorization(base, (header) => header.replace('/20261121/', '/20261120/')),
    ],
    [
      'signature',
      'mismatch',
      (base) => withAuthorization(base, (header) => header.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
    ],
    ['signature cut', 'mismatch', (base) => withAuthorization(base, (header) => header.slice(0, -1))],
    ['host not signed', 'mismatch', (base) => withAuthorization(base, (header) => header.replace('host;', ''))],
    [
      'access key',
      'unknown-key',
      (base) => withAuthorization(base, (header) => header.replace('ASIATEMPORARY', 'ASIANOBODY')),
    ],
    [
      'key of another',
      'unknown-key',
      (base) => withAuthorization(base, (header) => header.replace('ASIATEMPORARY', 'AKIAPERMANENT')),
    ],
    ['session token', 'unknown-key', (base) => withHeaders(base, { 'x-amz-security-token': ['other'] })],
    ['session token missing', 'unknown-key', (base) => withHeaders(base, { 'x-amz-security-token': null })],
    [
      'session token twice',
      'unknown-key',
      (base) => withHeaders(base, { 'x-amz-security-token': [temporary.sessionToken, temporary.sessionToken] }),
    ],
    ['no authorization', 'missing', (base) => withHeaders(base, { authorization: null })],
    ['another scheme', 'missing', (base) => withHeaders(base, { authorization: ['Bearer token'] })],
    [
      'another algorithm',
      'incomplete',
      (base) => withAuthorization(base, (header) => header.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')),
    ],
    [
      'authorization twice',
      'incomplete',
      (base) => withHeaders(base, { authorization: [...base.headers.all('authorization'), 'x'] }),
    ],
    ['no signature', 'incomplete', (base) => withAuthorization(base, (header) => header.replace(/, Signature=.*/, ''))],
    ['a part twice', 'incomplete', (base) => withAuthorization(base, (header) => `${header}, Signature=0`)],
    [
      'short credential',
      'incomplete',
      (base) => withAuthorization(base, (header) => header.replace('/aws4_request', '')),
    ],
    ['presigned', 'incomplete', (base) => ({ ...base, query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00' })],
  ];

  for (const [what, kind, tamper] of table) {
    it(`${what}: ${kind}`, async () => {
      const base = await signedBySdk(request, asSession);
      assert.equal(verify(base), temporary, 'the untouched request must pass, or the case shows nothing');
      assert.equal(refusalOf(tamper(base)), kind);
    });
  }

  it('signed with another secret: mismatch', async () => {
    assert.equal(refusalOf(await signedBySdk(request, { ...asSession, secretAccessKey: 'guess' })), 'mismatch');
  });

  it('truly signed for another region or service: mismatch', async () => {
    assert.equal(refusalOf(await signedBySdk(request, { ...asSession, region: 'us-east-1' })), 'mismatch');
    assert.equal(refusalOf(await signedBySdk(request, { ...asSession, service: 'ssm' })), 'mismatch');
  });

  it('a long-term key with any session token: unknown-key', async () => {
    assert.equal(refusalOf(await signedBySdk(request, { ...signing, sessionToken: 'any' })), 'unknown-key');
  });

  it('with a truly signed but untrue payload hash: mismatch', async () => {
    const honest = await signedBySdk(
      { ...request, headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      signing,
    );
    assert.equal(refusalOf(honest), 'mismatch');
  });
});
