import { AwsError } from '../../endpoint/aws-error.ts';
import type { AwsCall } from '../../endpoint/aws-service.ts';
import { constraint, type Input, optionalInteger, optionalText, requiredText } from '../../endpoint/json-input.ts';
import type { EventBus } from '../event-bus.ts';
import type { EventRule } from '../event-rule.ts';
import { ruleNotFound, validation } from './errors.ts';

/** A reply's JSON body. */
export type Reply = Readonly<Record<string, unknown>>;

/** One operation of EventBridge. */
export type Operation = (call: AwsCall, bus: EventBus) => Reply;

const nameGrammar = /^[.\-_A-Za-z0-9]+$/;

/** There is the default bus alone. @throws AwsError ResourceNotFoundException */
export function checkBus(input: Input, bus: EventBus): void {
  const name = optionalText(input, 'EventBusName', { min: 1, max: 1_600 });
  if (name === undefined || name === 'default' || name === bus.arn) return;
  throw new AwsError('ResourceNotFoundException', 400, `Event bus ${name} does not exist.`);
}

/** @throws AwsError ValidationException */
function ruleName(input: Input, member: string): string {
  const name = requiredText(input, member, { min: 1, max: 64 });
  if (!nameGrammar.test(name)) {
    throw constraint(member, `Member must satisfy regular expression pattern: ${nameGrammar.source.slice(1, -1)}`);
  }
  return name;
}

/** What a rule's condition keys say of it (Service Authorization Reference, Amazon EventBridge). */
function creator(bus: EventBus): Readonly<Record<string, string>> {
  return { 'events:creatorAccount': bus.arn.split(':')[4] ?? '' };
}

/**
 * The rule that a call names, for whoever may do that with it. `member` holds its name.
 * @throws AwsError AccessDeniedException before ResourceNotFoundException
 */
export function allowedRule(call: AwsCall, bus: EventBus, member: string, context = {}): EventRule {
  const name = allowedRuleName(call, bus, member, context);
  const rule = bus.rule(name);
  if (rule === null) throw ruleNotFound(name);
  return rule;
}

/** The same where the rule need not be there. */
export function allowedRuleName(call: AwsCall, bus: EventBus, member: string, context = {}): string {
  const name = ruleName(call.input, member);
  checkBus(call.input, bus);
  const arn = bus.ruleArn(name);
  call.event.requestParameters = { [member.charAt(0).toLowerCase() + member.slice(1)]: name };
  call.event.resources = [{ type: 'AWS::Events::Rule', ARN: arn }];
  call.authorize({ action: `events:${call.operation}`, resource: arn, context: { ...creator(bus), ...context } });
  return name;
}

/** Lists are never longer than a page here, so a token can be from nowhere. @throws AwsError ValidationException */
export function checkOnlyPage(input: Input): number {
  if (optionalText(input, 'NextToken', { min: 1, max: 2_048 }) !== undefined) {
    throw validation('The token is not valid: the embedded EventBridge has no pages.');
  }
  return optionalInteger(input, 'Limit', 1, 100) ?? 100;
}

/** Members that would change what happens and that the embedded EventBridge does not have. @throws AwsError */
export function refuseUnsupported(input: Input, members: readonly string[]): void {
  const refused = members.find((member) => input[member] !== undefined && input[member] !== null);
  if (refused !== undefined) throw validation(`The embedded EventBridge does not support ${refused}.`);
}
