import assert from 'node:assert/strict';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { LeaseholdError, type TenantCredentials } from '@leasehold/domain';
import { AwsCallError, AwsCalls, defaultAwsBounds, dynamoDbClient, SessionRejectedError } from '@leasehold/storage';
import { after, before, describe, it } from 'mocha';
import { domainError, outcomeIsUnknown } from '../../src/aws/domain-error.ts';
import { fakeSessions } from '../signing/fake-sessions.ts';
import { CannedAws, CannedError } from './canned-aws.ts';

const [session] = fakeSessions(1).values();
assert.ok(session);
const someone = session;

/** AWS's code and HTTP status, what becomes of it, and whether a write that failed so may have been done. */
const cases: readonly (readonly [string, number, string, boolean])[] = [
  ['AccessDeniedException', 400, 'isolation-refused', false],
  ['ProvisionedThroughputExceededException', 400, 'unavailable', false],
  ['ThrottlingException', 400, 'unavailable', false],
  ['RequestLimitExceeded', 400, 'unavailable', false],
  ['TooManyUpdates', 400, 'unavailable', false],
  ['SomethingNew', 429, 'unavailable', false],
  ['InternalServerError', 500, 'unavailable', true],
  ['ServiceUnavailable', 503, 'unavailable', true],
  ['SomethingNew', 502, 'unavailable', true],
  ['ExpiredTokenException', 400, 'unavailable', false],
  ['UnrecognizedClientException', 400, 'unavailable', false],
  ['ResourceNotFoundException', 400, 'unavailable', false],
  ['InvalidKeyId', 400, 'unavailable', false],
  ['ParameterLimitExceeded', 400, 'resource-exhausted', false],
  ['ValidationException', 400, 'a defect', false],
  ['SomethingNew', 400, 'a defect', false],
  ['constructor', 400, 'a defect', false],
];

describe('an AWS error', () => {
  let aws: CannedAws;
  const rejected: TenantCredentials[] = [];
  const calls = new AwsCalls(
    { now: () => 0 },
    () => {},
    (credentials) => rejected.push(credentials),
  );
  let send: () => Promise<unknown>;
  before(async () => {
    aws = await CannedAws.start();
    const client = dynamoDbClient({ ...defaultAwsBounds, region: 'eu-west-1', endpoint: aws.url, maxAttempts: 1 });
    aws.onClose(() => client.destroy());
    const command = () => client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'TENANT#tenant-0' } } }));
    send = () => calls.run(someone, 'dynamodb', 'GetItem', command);
  });
  after(() => aws.close());

  for (const [code, status, becomes, unknown] of cases) {
    it(`${code} with HTTP ${status} becomes ${becomes}, and says nothing of what AWS wrote`, async () => {
      aws.answer = () => new CannedError(status, code, "Value 'hunter2' at 'value' failed to satisfy constraint");
      await assert.rejects(send(), (error: Error) => {
        assert.equal(error instanceof LeaseholdError ? error.code : 'a defect', becomes);
        const call = error instanceof AwsCallError ? error : error.cause;
        assert.ok(call instanceof AwsCallError);
        assert.equal(call.$metadata.requestId, 'REQUEST-ID-0123456789');
        assert.equal(call.awsCode, code);
        assert.equal(outcomeIsUnknown(error), unknown);
        for (const text of [
          error.message,
          call.message,
          String(call.stack),
          JSON.stringify(error),
          JSON.stringify(call),
        ]) {
          assert.doesNotMatch(text, /hunter2/);
        }
        return true;
      });
    });
  }

  it('names the action that AWS refused, which for a transaction is that of its item', async () => {
    const refused =
      'User: arn:aws:sts::1:assumed-role/r/acme is not authorized to perform: dynamodb:PutItem on resource: x';
    aws.answer = () => new CannedError(400, 'AccessDeniedException', refused);
    await assert.rejects(send(), { code: 'isolation-refused', action: 'dynamodb:PutItem' });
    aws.answer = () => new CannedError(400, 'AccessDeniedException', 'not authorized to perform: <script>:x');
    await assert.rejects(send(), { code: 'isolation-refused', action: 'dynamodb:GetItem' });
  });

  it('of credentials no longer accepted is told to whoever remembers them, and only then', async () => {
    aws.answer = () => new CannedError(400, 'ThrottlingException');
    await assert.rejects(send(), { code: 'unavailable' });
    rejected.length = 0;
    await assert.rejects(send(), { code: 'unavailable' });
    assert.deepEqual(rejected, []);
    aws.answer = () => new CannedError(400, 'ExpiredTokenException');
    await assert.rejects(send(), SessionRejectedError);
    assert.deepEqual(rejected, [someone]);
  });

  it('is mapped whatever was thrown', () => {
    for (const thrown of [undefined, null, 'text', 7, {}, { name: 'a b' }, new Error('x'), Object.create(null)]) {
      const error = domainError('dynamodb:GetItem', thrown);
      assert.ok(error instanceof AwsCallError);
      assert.equal(error.awsCode, 'UnknownError');
    }
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    assert.equal(Object(domainError('dynamodb:GetItem', reset)).code, 'unavailable');
  });
});

describe('a clock that is wrong', () => {
  it('is corrected by what AWS answers, although the signer is ours', async () => {
    const aws = await CannedAws.start();
    const client = dynamoDbClient({ ...defaultAwsBounds, region: 'eu-west-1', endpoint: aws.url, maxAttempts: 2 });
    aws.onClose(() => client.destroy());
    const ahead = 3_600_000;
    const signedAt: number[] = [];
    aws.answer = (_target, _input, headers) => {
      const [, y, mo, d, h, mi, s] =
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
      signedAt.push(Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s)));
      const date = { date: new Date(Date.now() + ahead).toUTCString() };
      return signedAt.length > 1 ? {} : new CannedError(400, 'InvalidSignatureException', 'Signature expired', date);
    };
    try {
      const calls = new AwsCalls(
        { now: () => 0 },
        () => {},
        () => {},
      );
      await calls.run(someone, 'dynamodb', 'GetItem', () =>
        client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'TENANT#tenant-0' } } })),
      );
    } finally {
      await aws.close();
    }
    const [first = 0, second = 0] = signedAt;
    assert.ok(Math.abs(second - first - ahead) < 60_000, `signed ${second - first} ms later`);
  });
});
