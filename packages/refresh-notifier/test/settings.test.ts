import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readSettings, SettingsError } from '../src/settings.ts';

const least = {
  LEASEHOLD_NAMESPACE: 'leasehold.internal',
  LEASEHOLD_DISCOVERY_SERVICE: 'config-service',
  LEASEHOLD_PARAMETER_ROOT: 'config-service',
  LEASEHOLD_REFRESH_AUDIENCE: 'leasehold-refresh',
  LEASEHOLD_TLS_SERVER_NAME: 'config.leasehold.internal',
};

describe('The settings of the notifier', () => {
  it('are TLS by the authorities that Node knows, and tokens, unless said', () => {
    assert.deepEqual(readSettings({ ...least, AWS_REGION: 'eu-west-1', PATH: '/bin' }), {
      namespace: 'leasehold.internal',
      discoveryService: 'config-service',
      parameterRoot: 'config-service',
      audience: 'leasehold-refresh',
      transport: { kind: 'tls', serverName: 'config.leasehold.internal', caFile: null, own: null },
      callMs: 2_000,
      isAwsElsewhere: false,
    });
    assert.equal(readSettings({ ...least, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }).isAwsElsewhere, true);
  });

  it('take a certificate instead of an audience', () => {
    const own = { LEASEHOLD_TLS_CLIENT_CERT_FILE: '/c', LEASEHOLD_TLS_CLIENT_KEY_FILE: '/k' };
    const { audience, transport } = readSettings({ ...least, ...own, LEASEHOLD_REFRESH_AUDIENCE: '' });
    assert.deepEqual([audience, transport.kind === 'tls' && transport.own], [null, { certFile: '/c', keyFile: '/k' }]);
  });

  it('take plaintext for loopback', () => {
    const local = { ...least, LEASEHOLD_TLS_SERVER_NAME: '', LEASEHOLD_TRANSPORT: 'plaintext-loopback' };
    assert.deepEqual(readSettings(local).transport, { kind: 'plaintext-loopback' });
  });

  const wrong: readonly [string, Record<string, string>, RegExp][] = [
    ['a missing namespace', { LEASEHOLD_NAMESPACE: '' }, /LEASEHOLD_NAMESPACE: required/],
    ['a misspelt setting', { LEASEHOLD_TLS_CA: '/ca' }, /LEASEHOLD_TLS_CA: there is no such setting/],
    ['another transport', { LEASEHOLD_TRANSPORT: 'plaintext' }, /LEASEHOLD_TRANSPORT: .*tls, plaintext-loopback/],
    ['TLS without a name', { LEASEHOLD_TLS_SERVER_NAME: '' }, /LEASEHOLD_TLS_SERVER_NAME: required/],
    ['plaintext with a name', { LEASEHOLD_TRANSPORT: 'plaintext-loopback' }, /has no LEASEHOLD_TLS_ settings/],
    ['a certificate without its key', { LEASEHOLD_TLS_CLIENT_CERT_FILE: '/c' }, /needed together/],
    ['no identity at all', { LEASEHOLD_REFRESH_AUDIENCE: '' }, /exactly one is required/],
    [
      'two identities',
      { LEASEHOLD_TLS_CLIENT_CERT_FILE: '/c', LEASEHOLD_TLS_CLIENT_KEY_FILE: '/k' },
      /exactly one is required/,
    ],
    ['a root with a slash', { LEASEHOLD_PARAMETER_ROOT: 'a/b' }, /LEASEHOLD_PARAMETER_ROOT: /],
    ['a deadline of nothing', { LEASEHOLD_CALL_DEADLINE_MS: '10' }, /LEASEHOLD_CALL_DEADLINE_MS: .*50 to 60,000/],
  ];
  for (const [what, set, says] of wrong) {
    it(`refuse ${what}, and say what to do`, () => {
      assert.throws(
        () => readSettings({ ...least, ...set }),
        (error) => error instanceof SettingsError && says.test(error.message),
      );
    });
  }
});
