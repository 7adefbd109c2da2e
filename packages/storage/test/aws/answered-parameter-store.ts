import assert from 'node:assert/strict';
import { localDeployment } from '@leasehold/policies';
import {
  AwsCalls,
  Backoff,
  defaultAwsBounds,
  deploymentNames,
  dynamoDbClient,
  ParameterStore,
  ssmClient,
} from '@leasehold/storage';
import { lockMs } from '../../src/parameters/companions.ts';
import { type CannedAnswer, CannedAws } from './canned-aws.ts';

export const path = `/${localDeployment.parameterRoot}/tenant-0/orders`;

type Input = Readonly<Record<string, unknown>>;
export type Answers = Readonly<Record<string, (call: number, input: Input) => CannedAnswer>>;

/** Parameter Store's answer of version `version`. */
export function parameter(version: number, value = 'old', at = `${path}/a`) {
  return { Name: at, Type: 'String', Value: value, Version: version, LastModifiedDate: 1_760_000_000 };
}

/** The companion item with version `version` on record. */
export function companion(version: number, author = 'ann') {
  return {
    pk: { S: 'TENANT#tenant-0|SERVICE#orders' },
    sk: { S: 'PARAMETER#a' },
    base: { N: '0' },
    parameterVersion: { N: String(version) },
    author: { S: author },
    contentType: { S: 'text/plain' },
  };
}

/** A Parameter Store store of which a test answers every call itself. */
export class AnsweredParameterStore {
  now = 1_000_000;
  readonly asked: { readonly operation: string; readonly input: Input }[] = [];
  readonly #aws: CannedAws;

  private constructor(aws: CannedAws) {
    this.#aws = aws;
  }

  static async start(): Promise<AnsweredParameterStore> {
    return new AnsweredParameterStore(await CannedAws.start());
  }

  close(): Promise<void> {
    return this.#aws.close();
  }

  /** A store whose lock is always free, and whose every other call is answered by `answers`. */
  store(answers: Answers, maxAttempts = 1): ParameterStore {
    const settings = { ...defaultAwsBounds, region: 'eu-west-1', endpoint: this.#aws.url, maxAttempts };
    const [dynamoDb, ssm] = [dynamoDbClient(settings), ssmClient(settings)];
    this.#aws.onClose(() => dynamoDb.destroy());
    this.#aws.onClose(() => ssm.destroy());
    const free: Answers = {
      UpdateItem: (call) =>
        call === 1
          ? { Attributes: { ...companion(1), lockOwner: { S: 'me' }, lockUntil: { N: String(this.now + lockMs) } } }
          : {},
    };
    this.#aws.answer = (target, body) => {
      const operation = target.split('.')[1] ?? '';
      const input: Input = Object(body);
      this.asked.push({ operation, input });
      const answer = { ...free, ...answers }[operation];
      assert.ok(answer, `${operation} was not expected`);
      return answer(this.times(operation), input);
    };
    const clock = { now: () => this.now };
    const ignore = (): void => {};
    return new ParameterStore({
      ssm,
      dynamoDb,
      calls: new AwsCalls(clock, ignore, ignore),
      table: localDeployment.table,
      keyId: localDeployment.parameterKeyId,
      names: deploymentNames(localDeployment),
      clock,
      backoff: new Backoff(
        async () => {},
        () => 0,
        1,
        1,
      ),
      newLockOwner: () => 'me',
    });
  }

  /** How often AWS was asked for `operation`. */
  times(operation: string): number {
    return this.asked.filter((each) => each.operation === operation).length;
  }

  updates(): unknown[] {
    return this.asked
      .filter(({ operation }) => operation === 'UpdateItem')
      .map(({ input }) => input['UpdateExpression']);
  }

  /** What each update but the locking did: announce a put, settle what earlier writes left open, give the lock back. */
  steps(): string[] {
    return this.updates()
      .map(String)
      .filter((expression) => !expression.startsWith('SET #lockOwner'))
      .map((expression) =>
        expression.includes('REMOVE #lockOwner')
          ? 'unlock'
          : expression.includes('#nextVersion =')
            ? 'announce'
            : 'settle',
      );
  }
}
