import type { Deployment } from '@leasehold/policies';
import {
  type Input,
  optionalInteger,
  optionalStructure,
  optionalText,
  requiredText,
} from '../../endpoint/json-input.ts';
import { defaultRetryPolicy, type RuleTarget } from '../event-rule.ts';
import { validation } from './errors.ts';
import { type Reply, refuseUnsupported } from './parameters.ts';

const unsupported = [
  'RoleArn',
  'InputPath',
  'InputTransformer',
  'KinesisParameters',
  'RunCommandParameters',
  'EcsParameters',
  'BatchParameters',
  'SqsParameters',
  'HttpParameters',
  'RedshiftDataParameters',
  'SageMakerPipelineParameters',
  'AppSyncParameters',
] as const;

type Where = Pick<Deployment, 'partition' | 'region' | 'account'>;

/** One target of a PutTargets call. @throws AwsError ValidationException */
export function targetOf(input: Input, where: Where): RuleTarget {
  const id = requiredText(input, 'Id', { min: 1, max: 64 });
  const arn = requiredText(input, 'Arn', { min: 1, max: 1_600 });
  refuseUnsupported(input, unsupported);
  if (!isFunction(arn, where) && !isQueue(arn, where)) {
    throw validation(
      `Parameter ${arn} is not valid. Reason: the embedded EventBridge sends to functions and queues of its own account and region.`,
    );
  }
  const text = optionalText(input, 'Input', { max: 8_192 }) ?? null;
  if (text !== null && !isJson(text)) {
    throw validation(`Parameter Input for target ${id} is not valid. Reason: it is no JSON.`);
  }
  const retry = optionalStructure(input, 'RetryPolicy') ?? {};
  const deadLetterArn = optionalText(optionalStructure(input, 'DeadLetterConfig') ?? {}, 'Arn', { min: 1, max: 1_600 });
  if (deadLetterArn !== undefined && !isQueue(deadLetterArn, where)) {
    throw validation(`Parameter DeadLetterConfig.Arn for target ${id} is not valid. Reason: it is no queue here.`);
  }
  const { maximumRetryAttempts, maximumEventAgeSeconds } = defaultRetryPolicy;
  return {
    id,
    arn,
    input: text,
    maximumRetryAttempts: optionalInteger(retry, 'MaximumRetryAttempts', 0, 185) ?? maximumRetryAttempts,
    maximumEventAgeSeconds: optionalInteger(retry, 'MaximumEventAgeInSeconds', 60, 86_400) ?? maximumEventAgeSeconds,
    deadLetterArn: deadLetterArn ?? null,
  };
}

/** The target as a call named it. What it left out is left out. */
export function targetReply(target: RuleTarget): Reply {
  const { maximumRetryAttempts: attempts, maximumEventAgeSeconds: age } = target;
  const isDefault =
    attempts === defaultRetryPolicy.maximumRetryAttempts && age === defaultRetryPolicy.maximumEventAgeSeconds;
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.input === null ? {} : { Input: target.input }),
    ...(isDefault ? {} : { RetryPolicy: { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } }),
    ...(target.deadLetterArn === null ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
  };
}

function isFunction(arn: string, { partition, region, account }: Where): boolean {
  const prefix = `arn:${partition}:lambda:${region}:${account}:function:`;
  return arn.startsWith(prefix) && /^[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]{1,128})?$/.test(arn.slice(prefix.length));
}

function isQueue(arn: string, { partition, region, account }: Where): boolean {
  const prefix = `arn:${partition}:sqs:${region}:${account}:`;
  return arn.startsWith(prefix) && /^[A-Za-z0-9_-]{1,80}$/.test(arn.slice(prefix.length));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
