import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { readSettings } from '../../src/settings/read-settings.ts';
import { SettingsError } from '../../src/settings/settings-error.ts';
import { settingsTable } from '../../src/settings/settings-table.ts';
import { leastEnvironment, testSettings } from '../fakes/test-settings.ts';

const oidc = { kind: 'oidc', issuer: 'https://issuer.example', audiences: ['a'], tokenUse: 'id', mode: 'web-identity' };
const issuers = (...changes: object[]) => JSON.stringify(changes.map((change) => ({ ...oidc, ...change })));

function problemsOf(changes: Record<string, string | undefined>): readonly string[] {
  try {
    readSettings({ ...leastEnvironment, ...changes });
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.problems;
  }
}

const refused: readonly { readonly name: string; readonly set: Record<string, string>; readonly says: RegExp }[] = [
  {
    name: 'a port out of range',
    set: { LEASEHOLD_GRPC_PORT: '70000' },
    says: /GRPC_PORT: got 70000; allowed: 0 to 65,535$/,
  },
  { name: 'a port that is no number', set: { LEASEHOLD_GRPC_PORT: '0x50' }, says: /GRPC_PORT: got a text of 4 char/ },
  { name: 'a negative number', set: { LEASEHOLD_DRAIN_MS: '-1' }, says: /DRAIN_MS: got -1; allowed: 0 to 600,000 ms/ },
  { name: 'a fraction', set: { LEASEHOLD_DRAIN_MS: '1.5' }, says: /DRAIN_MS: got 1.5; allowed/ },
  { name: 'a missing region', set: { LEASEHOLD_AWS_REGION: '' }, says: /AWS_REGION: required/ },
  { name: 'an account of 11 digits', set: { LEASEHOLD_AWS_ACCOUNT: '11112222333' }, says: /ACCOUNT: .*12 digits/ },
  {
    name: 'a misspelt variable',
    set: { LEASEHOLD_TLS_CLIENT_CA: 'x' },
    says: /TLS_CLIENT_CA: there is no such setting/,
  },
  {
    name: 'a session over 12 h',
    set: { LEASEHOLD_SESSION_SECONDS: '43201' },
    says: /got 43201; allowed: 900 to 43,200 s/,
  },
  {
    name: 'a session over 1 h with assume-role',
    set: { LEASEHOLD_SESSION_SECONDS: '3601', LEASEHOLD_ISSUERS: issuers({ mode: 'assume-role' }) },
    says: /SESSION_SECONDS: got 3601; at most 3,600 with an issuer in mode assume-role/,
  },
  { name: 'issuers that are no JSON', set: { LEASEHOLD_ISSUERS: '{' }, says: /ISSUERS: .*JSON array/ },
  { name: 'no issuer', set: { LEASEHOLD_ISSUERS: '[]' }, says: /ISSUERS: .*1 to 50/ },
  {
    name: 'an issuer with an unknown member',
    set: { LEASEHOLD_ISSUERS: issuers({ skip: 1 }) },
    says: /ISSUERS: \[0\]/,
  },
  {
    name: 'an issuer over plain http',
    set: { LEASEHOLD_ISSUERS: issuers({ issuer: 'http://issuer.example' }) },
    says: /https/,
  },
  {
    name: 'access tokens for web identity',
    set: { LEASEHOLD_ISSUERS: issuers({ tokenUse: 'access' }) },
    says: /tokenUse id/,
  },
  { name: 'an issuer twice', set: { LEASEHOLD_ISSUERS: issuers({}, {}) }, says: /configured twice/ },
  {
    name: 'several issuers that do not say their tenants',
    set: { LEASEHOLD_ISSUERS: issuers({}, { issuer: 'https://b.example' }) },
    says: /ISSUERS: tenants is required .* missing on https:\/\/issuer\.example, https:\/\/b\.example: .* Add "tenants"/,
  },
  {
    name: 'several issuers of which one does not say its tenants, whatever its mode',
    set: { LEASEHOLD_ISSUERS: issuers({ tenants: ['*'] }, { issuer: 'https://b.example', mode: 'assume-role' }) },
    says: /ISSUERS: tenants is required .* missing on https:\/\/b\.example: /,
  },
  {
    name: 'an issuer of no tenants',
    set: { LEASEHOLD_ISSUERS: issuers({ tenants: [] }) },
    says: /ISSUERS: \[0\]\[tenants\] .*of at most 1,000 tenants/,
  },
  {
    name: 'an issuer of too many tenants',
    set: { LEASEHOLD_ISSUERS: issuers({ tenants: Array.from({ length: 1_001 }, (_, index) => `t${index}`) }) },
    says: /ISSUERS: \[0\]\[tenants\] .*of at most 1,000 tenants/,
  },
  {
    name: 'tenants that are one text',
    set: { LEASEHOLD_ISSUERS: issuers({ tenants: 'acme' }) },
    says: /ISSUERS: \[0\]\[tenants\]/,
  },
  {
    name: 'a tenant with a star inside',
    set: { LEASEHOLD_ISSUERS: issuers({ tenants: ['ac*me'] }) },
    says: /ISSUERS: issuer https:\/\/issuer\.example: tenants: 1-1,000 tenant ids/,
  },
  {
    name: 'an audience that is a pattern inside a policy',
    set: { LEASEHOLD_ISSUERS: issuers({ audiences: ['*'] }) },
    says: /issuers\[0\]\.audiences/,
  },
  {
    name: 'one role for tenants and for the task',
    set: { LEASEHOLD_TASK_ROLE: 'leasehold-tenant-reader' },
    says: /three different roles/,
  },
  {
    name: 'plaintext beyond loopback',
    set: { LEASEHOLD_GRPC_HOST: '0.0.0.0' },
    says: /0\.0\.0\.0 is not loopback, so TLS/,
  },
  { name: 'plaintext on an IPv6 wildcard', set: { LEASEHOLD_GRPC_HOST: '::' }, says: /not loopback/ },
  {
    name: 'a name that only looks like loopback',
    set: { LEASEHOLD_GRPC_HOST: '127.0.0.1.example' },
    says: /not loopback/,
  },
  {
    name: 'a metrics endpoint beyond loopback',
    set: { LEASEHOLD_METRICS_HOST: '0.0.0.0', LEASEHOLD_METRICS_PORT: '9464' },
    says: /METRICS_HOST: 0\.0\.0\.0 is not loopback, and the metrics endpoint has no TLS/,
  },
  { name: 'a metrics port out of range', set: { LEASEHOLD_METRICS_PORT: '65536' }, says: /METRICS_PORT: got 65536/ },
  { name: 'an unclear yes', set: { LEASEHOLD_ALLOW_PLAINTEXT: 'yes' }, says: /ALLOW_PLAINTEXT: .*true, false/ },
  { name: 'a certificate without its key', set: { LEASEHOLD_TLS_CERT_FILE: 'c' }, says: /TLS_KEY_FILE: required/ },
  { name: 'a client CA without TLS', set: { LEASEHOLD_TLS_CLIENT_CA_FILE: 'ca' }, says: /CLIENT_CA_FILE: needs/ },
  {
    name: 'AWS over plain http',
    set: { LEASEHOLD_AWS_ENDPOINT: 'http://aws.example' },
    says: /AWS_ENDPOINT: an https URL/,
  },
  { name: 'AWS at something else', set: { LEASEHOLD_AWS_ENDPOINT: 'ftp://127.0.0.1' }, says: /AWS_ENDPOINT/ },
  {
    name: 'a tenant’s cache over the whole',
    set: { LEASEHOLD_VALUE_CACHE_BYTES: '1024', LEASEHOLD_VALUE_CACHE_TENANT_BYTES: '2048' },
    says: /TENANT_BYTES: got 2048; at most LEASEHOLD_VALUE_CACHE_BYTES, which is 1024/,
  },
  { name: 'a parameter root of AWS’s own', set: { LEASEHOLD_PARAMETER_ROOT: 'aws-config' }, says: /PARAMETER_ROOT/ },
  {
    name: 'the region itself as fallback',
    set: { LEASEHOLD_AWS_REGION: 'eu-west-1', LEASEHOLD_STS_FALLBACK_REGION: 'eu-west-1' },
    says: /STS_FALLBACK_REGION: must be another region/,
  },
  {
    name: 'a fallback at AWS behind an AWS of one’s own',
    set: { LEASEHOLD_STS_FALLBACK_REGION: 'eu-central-1', LEASEHOLD_AWS_ENDPOINT: 'http://127.0.0.1:1' },
    says: /STS_FALLBACK_REGION: not with LEASEHOLD_AWS_ENDPOINT/,
  },
  { name: 'a budget of nothing', set: { LEASEHOLD_STS_CALLS_PER_SECOND: '0' }, says: /CALLS_PER_SECOND: got 0/ },
  { name: 'a path as parameter root', set: { LEASEHOLD_PARAMETER_ROOT: 'a/b' }, says: /PARAMETER_ROOT/ },
];

describe('Settings', () => {
  for (const { name, set, says } of refused) {
    it(`refuse ${name}`, () => {
      const problems = problemsOf(set);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(String(problems[0]), says);
    });
  }

  it('tell every problem at once', () => {
    const problems = problemsOf({
      LEASEHOLD_GRPC_PORT: '70000',
      LEASEHOLD_AWS_REGION: '',
      LEASEHOLD_GRPC_HOST: '0.0.0.0',
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      ['LEASEHOLD_GRPC_PORT', 'LEASEHOLD_AWS_REGION', 'LEASEHOLD_GRPC_HOST'],
    );
  });

  it('repeat no text that could be a secret', () => {
    const secret = 'AKIA-pasted-by-mistake';
    const everything = Object.fromEntries(Object.keys(leastEnvironment).map((name) => [name, secret]));
    const problems = problemsOf({ ...everything, LEASEHOLD_LOG_LEVEL: secret, LEASEHOLD_AWS_ENDPOINT: secret });
    assert.ok(problems.length >= 6);
    assert.equal(problems.join().includes(secret), false);
  });

  it('allow plaintext beyond loopback only when told so, and choose mTLS when there is a client CA', () => {
    const plain = testSettings({ LEASEHOLD_GRPC_HOST: '0.0.0.0', LEASEHOLD_ALLOW_PLAINTEXT: 'true' });
    assert.equal(plain.edge.security.kind, 'plaintext');
    const tls = { LEASEHOLD_TLS_CERT_FILE: 'c', LEASEHOLD_TLS_KEY_FILE: 'k', LEASEHOLD_GRPC_HOST: '0.0.0.0' };
    assert.equal(testSettings(tls).edge.security.kind, 'tls');
    assert.equal(testSettings({ ...tls, LEASEHOLD_TLS_CLIENT_CA_FILE: 'ca' }).edge.security.kind, 'mtls');
  });

  it('have no metrics endpoint unless it has a port, and then on loopback unless plaintext is allowed', () => {
    assert.equal(testSettings().metrics, null);
    assert.equal(testSettings({ LEASEHOLD_METRICS_HOST: '0.0.0.0' }).metrics, null);
    assert.deepEqual(testSettings({ LEASEHOLD_METRICS_PORT: '0' }).metrics, { host: '127.0.0.1', port: 0 });
    const tls = { LEASEHOLD_TLS_CERT_FILE: 'c', LEASEHOLD_TLS_KEY_FILE: 'k' };
    const beyond = { LEASEHOLD_METRICS_HOST: '10.0.0.5', LEASEHOLD_METRICS_PORT: '9464' };
    assert.match(String(problemsOf({ ...tls, ...beyond })[0]), /METRICS_HOST/, 'the certificate is not for this port');
    const allowed = testSettings({ ...beyond, LEASEHOLD_ALLOW_PLAINTEXT: 'true' });
    assert.deepEqual(allowed.metrics, { host: '10.0.0.5', port: 9_464 });
  });

  it('derive the trust of each issuer: only web-identity issuers are IAM providers', () => {
    const pool = {
      kind: 'cognito',
      userPoolId: 'eu-west-1_abc',
      clientIds: ['app'],
      tokenUse: 'access',
      mode: 'assume-role',
      tenants: ['*'],
    };
    const { deployment } = testSettings({ LEASEHOLD_ISSUERS: JSON.stringify([{ ...oidc, tenants: ['*'] }, pool]) });
    assert.deepEqual(deployment.issuers, [{ provider: 'issuer.example', audiences: ['a'], tenants: ['*'] }]);
    assert.equal(deployment.assumeRoleTrust, true);
    assert.equal(testSettings().deployment.assumeRoleTrust, false);
  });

  it('hand the tenants of each issuer to identity and to the trust of the deployment', () => {
    const b = { issuer: 'https://b.example', tenants: ['globex', 'eu-*'] };
    const machines = { issuer: 'https://machines.example', mode: 'assume-role', tenants: ['*'] };
    const settings = testSettings({ LEASEHOLD_ISSUERS: issuers({ tenants: ['acme'] }, b, machines) });
    assert.deepEqual(
      settings.issuers.map((issuer) => issuer.tenants),
      [['acme'], ['globex', 'eu-*'], ['*']],
    );
    assert.deepEqual(settings.deployment.issuers, [
      { provider: 'issuer.example', audiences: ['a'], tenants: ['acme'] },
      { provider: 'b.example', audiences: ['a'], tenants: ['globex', 'eu-*'] },
    ]);
    assert.equal(testSettings().issuers[0]?.tenants, undefined);
  });

  it('open no refresh port unless there is one, and then by exactly one proof', () => {
    assert.equal(testSettings().refresh, null);
    const port = { LEASEHOLD_REFRESH_PORT: '7000' };
    const issuer = 'https://account.tokens.example';
    assert.deepEqual(testSettings({ ...port, LEASEHOLD_REFRESH_ISSUER: issuer }).refresh, {
      host: '127.0.0.1',
      port: 7000,
      security: { kind: 'plaintext' },
      callers: {
        kind: 'jwt',
        issuer,
        audience: 'leasehold-refresh',
        notifier: 'arn:aws:iam::111122223333:role/leasehold-refresh-notifier',
        revoker: 'arn:aws:iam::111122223333:role/leasehold-revoker',
      },
    });
    const tls = {
      LEASEHOLD_TLS_CERT_FILE: '/c',
      LEASEHOLD_TLS_KEY_FILE: '/k',
      LEASEHOLD_TLS_CLIENT_CA_FILE: '/public',
    };
    const named = { LEASEHOLD_REFRESH_CLIENT_CA_FILE: '/ca', LEASEHOLD_REFRESH_CLIENT_NAMES: 'a.example,spiffe://b/c' };
    const byCertificate = testSettings({ ...port, ...tls, ...named });
    assert.deepEqual(byCertificate.refresh?.callers, { kind: 'mtls', names: ['a.example', 'spiffe://b/c'] });
    assert.deepEqual(byCertificate.refresh?.security, {
      kind: 'mtls',
      certPath: '/c',
      keyPath: '/k',
      clientCaPath: '/ca',
    });
    const byToken = testSettings({ ...port, ...tls, LEASEHOLD_REFRESH_ISSUER: issuer });
    assert.deepEqual(byToken.refresh?.security, { kind: 'tls', certPath: '/c', keyPath: '/k' });
  });

  const refreshRefused: readonly [string, Record<string, string>, RegExp][] = [
    ['without a proof', {}, /REFRESH_PORT: .*exactly one is required/],
    [
      'with two proofs',
      {
        LEASEHOLD_REFRESH_ISSUER: 'https://account.tokens.example',
        LEASEHOLD_REFRESH_CLIENT_CA_FILE: '/ca',
        LEASEHOLD_REFRESH_CLIENT_NAMES: 'a.example',
      },
      /exactly one is required/,
    ],
    ['with a CA and no names', { LEASEHOLD_REFRESH_CLIENT_CA_FILE: '/ca' }, /CLIENT_NAMES: required because/],
    [
      'with names and no CA',
      { LEASEHOLD_REFRESH_ISSUER: 'https://account.tokens.example', LEASEHOLD_REFRESH_CLIENT_NAMES: 'a.example' },
      /CLIENT_CA_FILE: required because/,
    ],
    ['with certificates and no TLS', { LEASEHOLD_REFRESH_CLIENT_CA_FILE: '/ca' }, /CLIENT_CA_FILE: needs .*TLS_CERT/],
    ['with a pattern for a name', { LEASEHOLD_REFRESH_CLIENT_NAMES: '*.example' }, /CLIENT_NAMES: /],
    ['with a name twice', { LEASEHOLD_REFRESH_CLIENT_NAMES: 'a.example,a.example' }, /CLIENT_NAMES: /],
    ['of an issuer of users', { LEASEHOLD_REFRESH_ISSUER: 'https://issuer.example' }, /must not be an issuer of users/],
    ['of an issuer over plain http', { LEASEHOLD_REFRESH_ISSUER: 'http://account.example' }, /REFRESH_ISSUER: .*https/],
    [
      'for an audience of users',
      { LEASEHOLD_REFRESH_ISSUER: 'https://account.tokens.example', LEASEHOLD_REFRESH_AUDIENCE: 'client-1' },
      /refreshAudience.*another audience/,
    ],
    [
      'in plaintext beyond loopback',
      { LEASEHOLD_REFRESH_ISSUER: 'https://account.tokens.example', LEASEHOLD_REFRESH_HOST: '0.0.0.0' },
      /REFRESH_HOST: 0.0.0.0 is not loopback, so TLS is required/,
    ],
    ['without a port', { LEASEHOLD_REFRESH_PORT: '', LEASEHOLD_REFRESH_ISSUER: 'https://a.example' }, /needs .*_PORT/],
  ];
  for (const [what, set, says] of refreshRefused) {
    it(`open no refresh port ${what}`, () => {
      const problems = problemsOf({ LEASEHOLD_REFRESH_PORT: '0', ...set });
      assert.ok(
        problems.some((problem) => says.test(problem)),
        problems.join('; '),
      );
    });
  }

  it('are described in the README exactly as they are read', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = (text: string) => tableRows(text).filter(([name]) => name?.startsWith('`LEASEHOLD_'));
    assert.deepEqual(rows(readme), rows(settingsTable()));
  });
});

/** The cells of each row, without the spaces a formatter aligns them with. */
function tableRows(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
