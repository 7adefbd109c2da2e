import assert from 'node:assert/strict';
import { PermissionDeniedError, UnauthenticatedError, UnavailableError } from '@leasehold/domain';
import { createVendor, StsCallError, type Vending, VendingFaultError, type VendingSettings } from '@leasehold/vending';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { callerOf, testIssuer } from './caller.ts';
import { deployment } from './deployment.ts';
import { FakeSts, type StsReply, stsError } from './fake-sts.ts';
import { ManualClock } from './manual-clock.ts';
import { shown, thrownBy } from './shown.ts';

const machines = 'https://machines.example';
const scope = { access: 'read', service: 'orders' } as const;
const token = 'eyJhbGciOiJSUzI1NiJ9.eyJ0b2tlbiI6Im1hdGVyaWFsIn0.c2lnbmF0dXJlLW1hdGVyaWFs';

type ErrorClass = abstract new (...parts: never[]) => Error;

describe('a failure of STS', () => {
  let clock: ManualClock;
  let sts: FakeSts;
  let vending: Vending;

  beforeEach(async () => {
    clock = new ManualClock();
    sts = await FakeSts.start(clock);
    vending = vendingOf({ maxAttempts: 1 });
  });

  afterEach(async () => {
    vending.close();
    await sts.close();
  });

  function vendingOf(settings: Partial<VendingSettings>): Vending {
    return createVendor({
      deployment,
      sts: { region: 'eu-west-1', endpoint: sts.url },
      modes: new Map([
        [testIssuer, 'web-identity'],
        [machines, 'assume-role'],
      ]),
      clock,
      settings,
      credentials: { accessKeyId: 'AKIASERVICE', secretAccessKey: 'service-secret' },
    });
  }

  // code, status, what web identity callers get, what assume-role callers get
  const table: readonly [string, number, ErrorClass, ErrorClass][] = [
    ['AccessDenied', 403, PermissionDeniedError, PermissionDeniedError],
    ['ExpiredTokenException', 400, UnauthenticatedError, UnavailableError],
    ['InvalidIdentityToken', 400, UnauthenticatedError, VendingFaultError],
    ['IDPRejectedClaim', 403, UnauthenticatedError, VendingFaultError],
    ['IDPCommunicationError', 400, UnavailableError, VendingFaultError],
    ['InvalidClientTokenId', 403, VendingFaultError, UnavailableError],
    ['SignatureDoesNotMatch', 403, VendingFaultError, UnavailableError],
    ['Throttling', 400, UnavailableError, UnavailableError],
    ['ThrottlingException', 400, UnavailableError, UnavailableError],
    ['RequestLimitExceeded', 503, UnavailableError, UnavailableError],
    ['ServiceUnavailable', 503, UnavailableError, UnavailableError],
    ['InternalFailure', 500, UnavailableError, UnavailableError],
    ['SomethingNew', 502, UnavailableError, UnavailableError],
    ['SomethingNew', 429, UnavailableError, UnavailableError],
    ['MalformedPolicyDocument', 400, VendingFaultError, VendingFaultError],
    ['PackedPolicyTooLarge', 400, VendingFaultError, VendingFaultError],
    ['RegionDisabledException', 403, VendingFaultError, VendingFaultError],
    ['ValidationError', 400, VendingFaultError, VendingFaultError],
    ['SomethingNew', 400, VendingFaultError, VendingFaultError],
    ['constructor', 400, VendingFaultError, VendingFaultError],
  ];
  for (const [code, status, webIdentity, assumeRole] of table) {
    it(`${code} ${status} is ${webIdentity.name} by web identity and ${assumeRole.name} by assuming the role`, async () => {
      // What AWS says may quote the request, as its validation errors do.
      const message = `Value '${token}' at 'webIdentityToken' failed, Authorization service-secret`;
      sts.replies = [stsError(code, status, message)];
      for (const [issuer, expected] of [
        [testIssuer, webIdentity],
        [machines, assumeRole],
      ] as const) {
        const error = await thrownBy(vending.vendor.vend(callerOf('acme', { issuer, token }), scope));
        assert.ok(error instanceof expected, shown(error));
        if (error instanceof UnavailableError) assert.ok(error.retryAfterMs >= 1_000);
        assert.ok(error.cause instanceof StsCallError);
        assert.equal(error.cause.awsCode, code.replace('Exception', ''));
        assert.equal(error.cause.status, status);
        for (const secret of [...token.split('.'), 'service-secret']) {
          assert.ok(!shown(error).includes(secret), 'the error shows what was sent');
        }
      }
    });
  }

  const invalidTokens: readonly [string, ErrorClass, RegExp | null][] = [
    [
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
      UnavailableError,
      null,
    ],
    [
      'No OpenIDConnect provider found in your account for https://issuer.example',
      VendingFaultError,
      /not registered as an IAM OIDC provider/,
    ],
    ['Incorrect token audience', UnauthenticatedError, /audience is not registered/],
    [
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
      UnauthenticatedError,
      null,
    ],
    ['', UnauthenticatedError, null],
  ];
  for (const [text, expected, said] of invalidTokens) {
    it(`InvalidIdentityToken, "${text.slice(0, 60)}", is ${expected.name}`, async () => {
      sts.replies = [stsError('InvalidIdentityToken', 400, text)];
      const error = await thrownBy(vending.vendor.vend(callerOf('acme', { token }), scope));
      assert.ok(error instanceof expected, shown(error));
      if (said !== null) assert.match(shown(error), said);
      if (error instanceof UnauthenticatedError) assert.ok(!error.message.includes('STS'));
    });
  }

  const page = '<html><body>Sign in to the network</body></html>';
  const broken: readonly [string, StsReply | 'cut', ErrorClass, string][] = [
    ['a connection cut', 'cut', UnavailableError, 'TimeoutError'],
    ['an error that is no XML', { status: 503, body: 'busy' }, UnavailableError, 'Unknown'],
    ['a refusal that is no XML', { status: 400, body: 'no' }, UnavailableError, 'GarbledAnswer'],
    ['a refusal without a code', { status: 400, body: '<ErrorResponse/>' }, UnavailableError, 'GarbledAnswer'],
    ['an error page', { status: 404, body: page, contentType: 'text/html' }, UnavailableError, 'GarbledAnswer'],
    [
      'a page in place of an answer',
      { status: 200, body: page, contentType: 'text/html' },
      UnavailableError,
      'GarbledAnswer',
    ],
    ['a redirection', { status: 302, body: '', contentType: null }, UnavailableError, 'GarbledAnswer'],
    ['an empty answer', { status: 200, body: '' }, UnavailableError, 'GarbledAnswer'],
    ['an answer that is no XML', { status: 200, body: '}{' }, UnavailableError, 'GarbledAnswer'],
    ['an answer of something else', { status: 200, body: '<Hello/>' }, UnavailableError, 'GarbledAnswer'],
  ];
  for (const [what, reply, expected, code] of broken) {
    it(`${what} gives out nothing`, async () => {
      sts.replies = [reply];
      for (const issuer of [testIssuer, machines]) {
        const error = await thrownBy(vending.vendor.vend(callerOf('acme', { issuer, token }), scope));
        assert.ok(error instanceof expected && error.cause instanceof StsCallError, shown(error));
        assert.equal(error.cause.awsCode, code);
        assert.ok(!shown(error).includes(token));
      }
    });
  }

  it('that cuts a good answer short gives out nothing, and no part of it shows', async () => {
    vending.close();
    vending = vendingOf({ maxAttempts: 1, breakerFailures: 100 });
    sts.replies = [];
    await vending.vendor.vend(callerOf('acme'), scope);
    const [good] = sts.requests;
    assert.ok(good !== undefined);
    const { body } = sts.good({ ...good.form, RoleSessionName: 'globex' }, clock);
    const within = body.indexOf('session-of-globex') + 'session-of-'.length;
    const cuts = [1, 40, body.indexOf('secret-of') + 5, within, body.indexOf('<AssumedRoleUser>'), body.length - 20];
    for (const [index, cut] of cuts.entries()) {
      const whole: StsReply = { status: 200, body: body.slice(0, cut) };
      // Ended properly but too early, and broken off.
      for (const reply of [whole, { status: 200, body, cutAt: cut }]) {
        sts.replies = [reply];
        const caller = callerOf('globex', { issuer: index % 2 === 0 ? testIssuer : machines });
        const error = await thrownBy(vending.vendor.vend(caller, scope));
        assert.ok(error instanceof UnavailableError, shown(error));
        assert.ok(!/session-of|secret-of/.test(shown(error)), 'the error shows half a secret');
        vending.vendor.purge(caller.tenant);
      }
    }
  });

  it('that is garbled once is tried again at once', async () => {
    vending.close();
    vending = vendingOf({ maxAttempts: 2 });
    sts.replies = [{ status: 200, body: '' }, 'good'];
    assert.equal((await vending.vendor.vend(callerOf('acme'), scope)).tenant, 'acme');
    assert.equal(sts.requests.length, 2);
  });

  it('that begins an answer and stalls ends within the total time', async () => {
    vending.close();
    vending = vendingOf({ maxAttempts: 1, requestTimeoutMs: 30_000, stsTotalMs: 200 });
    sts.replies = [{ status: 200, body: 'x'.repeat(100), stallAt: 50 }];
    const error = await thrownBy(vending.vendor.vend(callerOf('acme'), scope));
    assert.ok(error instanceof UnavailableError && error.cause instanceof StsCallError);
    assert.equal(error.cause.awsCode, 'TimeoutError');
  });

  it('no STS at all is unavailable', async () => {
    await sts.close();
    const error = await thrownBy(vending.vendor.vend(callerOf('acme', { token }), scope));
    assert.ok(error instanceof UnavailableError && error.cause instanceof StsCallError);
    assert.equal(error.cause.status, null);
    assert.equal(error.cause.awsCode, 'ECONNREFUSED');
    sts = await FakeSts.start(clock);
  });

  it('no answer in time is unavailable', async () => {
    vending.close();
    vending = vendingOf({ maxAttempts: 1, requestTimeoutMs: 100 });
    sts.replies = ['hang'];
    await assert.rejects(vending.vendor.vend(callerOf('acme'), scope), UnavailableError);
    assert.equal(sts.requests.length, 1);
  });

  it('that passes is retried, within the attempts allowed', async () => {
    vending.close();
    vending = vendingOf({ maxAttempts: 2 });
    sts.replies = [stsError('ServiceUnavailable', 503)];
    await assert.rejects(vending.vendor.vend(callerOf('acme'), scope), UnavailableError);
    assert.equal(sts.requests.length, 2);
  });

  it('that no later try mends is asked for once, however far off its date is', async () => {
    vending.close();
    vending = vendingOf({ maxAttempts: 5 });
    // Days from this machine's real clock, by which the SDK reckons.
    sts.date = 'Wed, 02 Jan 2030 03:04:05 GMT';
    sts.replies = [stsError('AccessDenied', 403)];
    await assert.rejects(vending.vendor.vend(callerOf('acme', { issuer: machines }), scope), PermissionDeniedError);
    assert.equal(sts.requests.length, 1);
  });

  it("of the service's own credentials is unavailable, and does not show why to callers", async () => {
    vending.close();
    vending = createVendor({
      deployment,
      sts: { region: 'eu-west-1', endpoint: sts.url },
      modes: new Map([[machines, 'assume-role']]),
      clock,
      credentials: () => Promise.reject(new Error('AKIASERVICE could not be loaded')),
    });
    const error = await thrownBy(vending.vendor.vend(callerOf('acme', { issuer: machines }), scope));
    assert.ok(error instanceof UnavailableError);
    assert.ok(!shown(error).includes('AKIASERVICE'));
    assert.equal(sts.requests.length, 0);
  });
});
