import { isRecord } from './aws-call-error.ts';

/** How AWS refuses a signature for its time; DynamoDB and Systems Manager say the first. */
const codes = ['InvalidSignatureException', 'SignatureDoesNotMatch', 'RequestExpired', 'RequestTimeTooSkewed'];

/**
 * Takes the `Date` out of a refusal that is not about the time. The SDK sets its clock by the date of every failure, and
 * when that is four minutes off asks again after every one, as if the clock had been the reason: a machine whose clock is
 * off would send each missing parameter, lost race and denied call as often as attempts are allowed. Answers that are no
 * failures keep the SDK's clock right.
 */
export function dropUnrelatedDate(thrown: unknown): void {
  if (!isRecord(thrown) || codes.includes(String(thrown['name']))) return;
  const response = thrown['$response'];
  const headers = isRecord(response) ? response['headers'] : null;
  if (isRecord(headers)) Reflect.deleteProperty(headers, 'date');
}
