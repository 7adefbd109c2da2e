import assert from 'node:assert/strict';
import { fromHttp } from '@aws-sdk/credential-providers';
import { systemClock, UnavailableError } from '@leasehold/domain';
import { type LocalAws, startLocalAws } from '@leasehold/local-aws';
import { localDeployment } from '@leasehold/policies';
import { createVendor, StsCallError, type Vending, type VendingMode, type VendorParts } from '@leasehold/vending';
import { after, afterEach, before, describe, it } from 'mocha';
import { shown, thrownBy } from './shown.ts';

const deployment = { ...localDeployment, assumeRoleTrust: true };

describe('asking STS who the service is', () => {
  let aws: LocalAws;
  let vending: Vending | undefined;

  before(async () => {
    aws = await startLocalAws({ port: 0, deployment });
  });

  after(() => aws.close());

  afterEach(() => {
    vending?.close();
    aws.faults.clear();
  });

  function askOf(mode: VendingMode, changes: Partial<VendorParts> = {}): Vending['askSts'] {
    const { uri, authorization } = aws.taskCredentials;
    vending = createVendor({
      deployment,
      sts: { region: deployment.region, endpoint: aws.endpoint },
      modes: new Map([['https://issuer.example', mode]]),
      clock: systemClock,
      settings: { maxAttempts: 1 },
      credentials: fromHttp({ awsContainerCredentialsFullUri: uri, awsContainerAuthorizationToken: authorization }),
      ...changes,
    });
    return vending.askSts;
  }

  it('is answered with the credentials of the task', async () => {
    await askOf('assume-role')?.();
    const call = aws.trail.records().findLast(({ eventName }) => eventName === 'GetCallerIdentity');
    assert.match(String(call?.userIdentity['arn']), /:assumed-role\/leasehold-service\//);
  });

  it('is not done when every issuer uses web identity', () => {
    assert.equal(askOf('web-identity'), null);
  });

  it('fails while STS does, says how, and is answered afterwards', async () => {
    aws.faults.inject({ service: 'sts', fault: { kind: 'throttle' }, times: 1 });
    const ask = askOf('assume-role');
    assert.ok(ask);
    const error = await thrownBy(ask());
    assert.ok(error instanceof UnavailableError && error.cause instanceof StsCallError);
    assert.equal(error.message, 'AWS STS has not answered yet: Throttling');
    assert.equal(error.cause.operation, 'GetCallerIdentity');
    await ask();
  });

  it('fails when STS does not take the credentials, and tells none of them', async () => {
    const credentials = { accessKeyId: 'AKIASOMEONE', secretAccessKey: 'secret-of-someone' };
    const ask = askOf('assume-role', { credentials });
    assert.ok(ask);
    const error = await thrownBy(ask());
    assert.match(String(error), /InvalidClientTokenId/);
    assert.ok(!/someone/i.test(shown(error)));
  });

  it('is answered by the fallback when the first endpoint cannot be reached', async () => {
    const closed = await startLocalAws({ port: 0, deployment });
    await closed.close();
    const ask = askOf('assume-role', {
      sts: { region: deployment.region, endpoint: closed.endpoint },
      fallback: { region: deployment.region, endpoint: aws.endpoint },
    });
    await ask?.();
  });
});
