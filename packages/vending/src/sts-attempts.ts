import { type STSClient, STSServiceException } from '@aws-sdk/client-sts';
import type { Clock } from '@leasehold/domain';
import { hasCredentials } from './session-answer.ts';
import { type AnswerTimes, answerDate } from './session-lifetime.ts';
import type { StsBudget } from './sts-budget.ts';
import { StsCallError, type StsOperation } from './sts-call-error.ts';
import type { StsCall, VendingObserver } from './vending-observer.ts';

/**
 * What came is not what STS sends: no XML, XML that ends too early, another page, an answer without credentials. It carries
 * nothing of it, since a broken answer can hold half of a secret. The SDK tries again as after a failure of the network.
 */
class GarbledAnswer extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  readonly $retryable = {};

  constructor(status: number) {
    super('the answer is not what STS sends');
    this.name = 'GarbledAnswer';
    this.$metadata = { httpStatusCode: status };
  }
}

/** What each attempt of a client is measured with. */
export interface AttemptParts {
  readonly endpoint: StsCall['endpoint'];
  readonly clock: Clock;
  readonly observer: VendingObserver;
  readonly budget: Pick<StsBudget, 'charge'>;
}

/**
 * Watches every single attempt of `client`, below the SDK's retries: tells the observer how long it took and how it ended,
 * has the budget pay for each but the first, reads AWS's time from that very answer, and fails what is no answer of STS. @returns the times of an answer it gave
 */
export function watchAttempts(client: STSClient, parts: AttemptParts): (answer: object) => AnswerTimes {
  const { clock, observer, endpoint, budget } = parts;
  const known = new WeakMap<object, AnswerTimes>();
  client.middlewareStack.add(
    (next, context) => {
      const operation = operationOf(context['commandName']);
      // The SDK makes this chain for each call, and goes through it with each attempt.
      let attempts = 0;
      return async (args) => {
        attempts += 1;
        if (attempts > 1) budget.charge();
        const sentAt = clock.now();
        const ended = (outcome: string, response: Reply | null): AnswerTimes => {
          const answeredAt = clock.now();
          observer.stsCall({ operation, endpoint, milliseconds: Math.max(0, answeredAt - sentAt), outcome });
          const date = answerDate(response?.headers['date']);
          if (date !== null) observer.clockSkew(date - answeredAt);
          return { sentAt, answeredAt, date };
        };
        try {
          const result = await next(args);
          const reply = replyOf(result.response);
          if (reply === null || !isXml(reply) || result.output === undefined || !hasCredentials(result.output)) {
            throw new GarbledAnswer(reply?.status ?? 0);
          }
          known.set(result.output, ended('ok', reply));
          return result;
        } catch (thrown) {
          const reply = replyOf(property(thrown, '$response'));
          const failure = reply !== null && isGarbled(thrown, reply) ? new GarbledAnswer(reply.status) : thrown;
          const { awsCode } = new StsCallError(operation, failure);
          ended(awsCode, awsCode === 'GarbledAnswer' ? null : reply);
          if (!timeCodes.has(awsCode)) dropDate(thrown);
          throw failure;
        }
      };
    },
    { step: 'deserialize', priority: 'high', name: 'watchAttempts' },
  );
  return (answer) => known.get(answer) ?? { sentAt: clock.now(), answeredAt: clock.now(), date: null };
}

/** How STS refuses a signature for its time. */
const timeCodes: ReadonlySet<string> = new Set([
  'SignatureDoesNotMatch',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'RequestInTheFuture',
]);

/**
 * The SDK sets its clock by the date of every failure, and when that is four minutes off asks again after every one, as if
 * the clock had been the reason. What is not about the time loses its date.
 */
function dropDate(thrown: unknown): void {
  const headers = property(property(thrown, '$response'), 'headers');
  if (typeof headers === 'object' && headers !== null) Reflect.deleteProperty(headers, 'date');
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A server that fails says so by its status, whatever page it shows. */
function isGarbled(thrown: unknown, reply: Reply): boolean {
  if (reply.status >= 500 || reply.status === 429 || reply.status === 408) return false;
  return reply.status < 300 || !isXml(reply) || !(thrown instanceof STSServiceException) || thrown.name === 'Unknown';
}

function isXml({ headers }: Reply): boolean {
  return /^(text|application)\/xml\s*(;|$)/i.test(String(headers['content-type'] ?? ''));
}

function replyOf(response: unknown): Reply | null {
  const status = property(response, 'statusCode');
  const headers = property(response, 'headers');
  if (typeof status !== 'number' || typeof headers !== 'object' || headers === null) return null;
  return { status, headers: { ...headers } };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function operationOf(commandName: unknown): StsOperation {
  return commandName === 'AssumeRoleCommand' ? 'AssumeRole' : 'AssumeRoleWithWebIdentity';
}
