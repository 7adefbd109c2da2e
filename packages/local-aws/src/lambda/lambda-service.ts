import { randomUUID } from 'node:crypto';
import { AwsError } from '../endpoint/aws-error.ts';
import type { AwsCall, AwsService } from '../endpoint/aws-service.ts';
import type { Functions } from './functions.ts';

type Reply = Readonly<Record<string, unknown>>;

/** The embedded Lambda on the wire: Invoke. Functions, mappings and permissions are registered in this process. */
export function createLambdaService(functions: Functions): AwsService {
  return {
    signingName: 'lambda',
    eventSource: 'lambda.amazonaws.com',
    accessDeniedCode: 'AccessDeniedException',
    async handle(call) {
      if (call.operation !== 'Invoke') {
        throw new AwsError('UnknownOperationException', 404, 'The embedded Lambda has Invoke alone.');
      }
      return invoke(functions, call);
    },
    close: () => functions.close(),
  };
}

async function invoke(functions: Functions, call: AwsCall): Promise<Reply> {
  const { FunctionName: given, InvocationType: type = 'RequestResponse', Payload: payload = '' } = call.input;
  const name = nameOf(functions, String(given));
  const arn = functions.arnOf(name);
  call.event.requestParameters = { functionName: arn, invocationType: type };
  call.event.resources = [{ type: 'AWS::Lambda::Function', ARN: arn }];
  const permissions = functions.permissionsOf(name);
  call.authorize({
    action: 'lambda:InvokeFunction',
    resource: arn,
    ...(permissions.length === 0 ? {} : { resourcePolicies: permissions }),
  });
  const target = functions.get(name);
  if (target === undefined) throw new AwsError('ResourceNotFoundException', 404, `Function not found: ${arn}`);
  const event = eventOf(String(payload));
  switch (type) {
    case 'DryRun':
      return { StatusCode: 204 };
    case 'Event':
      target.invokeAsync(event);
      return { StatusCode: 202 };
    case 'RequestResponse': {
      if (target.busy) throw new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.');
      const result = await target.invoke(randomUUID(), event);
      const common = { StatusCode: 200, ExecutedVersion: '$LATEST' };
      if (result.ok) return { ...common, Payload: result.payload };
      return { ...common, FunctionError: 'Unhandled', Payload: JSON.stringify(result.failure) };
    }
    default:
      throw new AwsError('InvalidParameterValueException', 400, 'InvocationType: Event, RequestResponse or DryRun');
  }
}

/** A name, or the ARN of a function of this account. */
function nameOf(functions: Functions, given: string): string {
  const name = given.slice(given.lastIndexOf(':') + 1);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || (given !== name && given !== functions.arnOf(name))) {
    throw new AwsError('ResourceNotFoundException', 404, 'Functions from other accounts or regions are not here.');
  }
  return name;
}

/** Lambda takes no body as an empty object. */
function eventOf(payload: string): unknown {
  if (payload === '') return {};
  try {
    return JSON.parse(payload);
  } catch {
    throw new AwsError('InvalidRequestContentException', 400, 'Could not parse request body into json.');
  }
}
