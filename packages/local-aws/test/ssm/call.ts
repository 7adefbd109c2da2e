import { AwsError } from '../../src/endpoint/aws-error.ts';
import type { Ask, AwsCall, Caller, FurtherEvent } from '../../src/endpoint/aws-service.ts';

/** A call as the endpoint would make it, with the test as IAM. */
export interface TestCall extends AwsCall {
  readonly asks: readonly Ask[];
  readonly further: readonly FurtherEvent[];
}

export const caller = {
  type: 'user',
  arn: 'arn:aws:iam::111122223333:user/operator',
  userId: 'AIDAOPERATOR',
  accessKeyId: 'AKIAOPERATOR',
} as const satisfies Caller;

/** `allows` answers every ask; by default everything is allowed. */
export function makeCall(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  allows: (ask: Ask) => boolean = () => true,
): TestCall {
  const asks: Ask[] = [];
  const further: FurtherEvent[] = [];
  return {
    operation,
    input,
    caller,
    requestId: '7a62c49f-347e-4fc4-9331-6e8eEXAMPLE',
    now: 0,
    asks,
    further,
    requestKeys: {},
    sessionSecondsAtMost: null,
    authorize(ask) {
      asks.push(ask);
      if (allows(ask)) return;
      throw new AwsError(
        'AccessDeniedException',
        400,
        `User: ${caller.arn} is not authorized to perform: ${ask.action} on resource: ${ask.resource}`,
      );
    },
    recordAlso(event) {
      further.push(event);
    },
    event: { requestParameters: null, responseElements: null, resources: [], readOnly: true, category: 'Management' },
  };
}
