import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createVendor, failureClass, StsCallError } from '@leasehold/vending';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { failureMeanings } from '../src/failure-meanings.ts';
import { failureTable, meaningOf } from '../src/failure-table.ts';
import { callerOf, testIssuer } from './caller.ts';
import { deployment } from './deployment.ts';
import { failureTableText } from './failure-table-text.ts';
import { FakeSts, stsError } from './fake-sts.ts';
import { ManualClock } from './manual-clock.ts';
import { thrownBy } from './shown.ts';

const machines = 'https://machines.example';
const scope = { access: 'read', service: 'orders' } as const;

/** The STS API reference: errors of AssumeRole and AssumeRoleWithWebIdentity, and its common errors, old and new. */
const documented = `ExpiredTokenException IDPCommunicationError IDPRejectedClaim InvalidIdentityToken
  MalformedPolicyDocument PackedPolicyTooLarge RegionDisabledException
  AccessDenied AccessDeniedException IncompleteSignature InternalFailure InvalidAction InvalidClientTokenId
  InvalidParameterCombination InvalidParameterValue InvalidQueryParameter MalformedHttpRequestException
  MalformedQueryString MissingAction MissingAuthenticationToken MissingParameter NotAuthorized OptInRequired
  RequestAbortedException RequestEntityTooLargeException RequestExpired RequestTimeoutException ServiceUnavailable
  SignatureDoesNotMatch Throttling ThrottlingException UnknownOperationException UnrecognizedClientException
  ValidationError`.split(/\s+/);

describe('the table of failures', () => {
  const codes = failureTable.map(({ code }) => code);

  it("has every code of STS's API reference, and each once", () => {
    assert.deepEqual(
      documented.filter((code) => !codes.includes(code.replace(/Exception$/, ''))),
      [],
    );
    assert.equal(new Set(codes).size, codes.length);
  });

  it('has no meaning that no failure has', () => {
    const used = new Set(failureTable.flatMap(({ meaning }) => Object.values(meaning)));
    assert.deepEqual(
      Object.keys(failureMeanings).filter((name) => !used.has(name as keyof typeof failureMeanings)),
      [],
    );
  });

  it('judges every code there is or may be, with every status or none', () => {
    const code = fc.oneof(fc.constantFrom(...codes), fc.string(), fc.constantFrom('constructor', '__proto__', ''));
    const status = fc.oneof(fc.constant(null), fc.integer({ min: 100, max: 599 }));
    fc.assert(
      fc.property(code, status, fc.constantFrom('AssumeRole', 'AssumeRoleWithWebIdentity'), (each, http, operation) => {
        assert.ok(Object.hasOwn(failureMeanings, meaningOf(operation, each, http)));
      }),
    );
    assert.equal(meaningOf('AssumeRole', 'constructor', 400), 'request');
    assert.equal(meaningOf('AssumeRole', 'New', 500), 'down');
    assert.equal(meaningOf('AssumeRole', 'New', 429), 'throttled');
    assert.equal(meaningOf('AssumeRole', 'New', 408), 'slow');
    assert.equal(meaningOf('AssumeRole', 'New', null), 'unreachable');
  });

  it('is the one in the README', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    // A formatter may pad the cells.
    const text = readme.replaceAll(/ +\|/g, ' |').replaceAll(/\| -+ /g, '| --- ');
    assert.ok(text.includes(failureTableText()), `the README lacks this table:\n${failureTableText()}`);
  });

  describe('is what callers see:', () => {
    let sts: FakeSts;
    const clock = new ManualClock();
    before(async () => {
      sts = await FakeSts.start(clock);
    });
    after(() => sts.close());

    for (const { code, meaning } of failureTable) {
      if (!/^[A-Za-z]+$/.test(code)) continue;
      it(code, async () => {
        const vending = createVendor({
          deployment,
          sts: { region: 'eu-west-1', endpoint: sts.url },
          modes: new Map([
            [testIssuer, 'web-identity'],
            [machines, 'assume-role'],
          ]),
          clock,
          settings: { maxAttempts: 1 },
          credentials: { accessKeyId: 'AKIASERVICE', secretAccessKey: 'service-secret' },
        });
        sts.replies = [stsError(code, 400)];
        for (const [issuer, name] of [
          [testIssuer, meaning.AssumeRoleWithWebIdentity],
          [machines, meaning.AssumeRole],
        ] as const) {
          const error = await thrownBy(vending.vendor.vend(callerOf('acme', { issuer }), scope));
          assert.equal(failureClass(error), failureMeanings[name].class);
          assert.ok(error instanceof Error && error.cause instanceof StsCallError);
          assert.equal(error.cause.awsCode, code);
        }
        vending.close();
      });
    }
  });
});
