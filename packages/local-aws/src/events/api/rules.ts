import { optionalChoice, optionalText, requiredText } from '../../endpoint/json-input.ts';
import type { EventRule } from '../event-rule.ts';
import { eventPattern } from '../pattern.ts';
import { EventPatternError } from '../pattern-error.ts';
import { translated, validation } from './errors.ts';
import {
  allowedRule,
  allowedRuleName,
  checkBus,
  checkOnlyPage,
  type Operation,
  type Reply,
  refuseUnsupported,
} from './parameters.ts';

const states = ['ENABLED', 'DISABLED'] as const;

/** PutRule: what it does not say of a rule that is there is not kept. */
export const putRule: Operation = (call, bus) => {
  const { input } = call;
  const patternText = requiredText(input, 'EventPattern', { max: 4_096 });
  const state = optionalChoice(input, 'State', states) ?? 'ENABLED';
  const description = optionalText(input, 'Description', { max: 512 }) ?? null;
  refuseUnsupported(input, ['ScheduleExpression', 'RoleArn', 'Tags']);
  const name = allowedRuleName(call, bus, 'Name', patternKeys(patternText));
  call.event.requestParameters = {
    name,
    eventPattern: patternText,
    state,
    ...(description === null ? {} : { description }),
  };
  const rule = translated(() => bus.putRule({ name, patternText, state, description }));
  call.event.responseElements = { ruleArn: rule.arn };
  return { RuleArn: rule.arn };
};

/** What IAM can ask of a pattern: the sources and types it names as plain texts. Nothing of one that is no pattern. */
function patternKeys(text: string): Readonly<Record<string, readonly string[]>> {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
    eventPattern(pattern);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof EventPatternError) return {};
    throw error;
  }
  const texts = (name: string): readonly string[] => {
    const value = (pattern as Readonly<Record<string, unknown>>)[name];
    return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
  };
  const keys = { 'events:source': texts('source'), 'events:detail-type': texts('detail-type') };
  return Object.fromEntries(Object.entries(keys).filter(([, values]) => values.length > 0));
}

export const describeRule: Operation = (call, bus) => {
  const rule = allowedRule(call, bus, 'Name');
  return { ...described(rule), CreatedBy: bus.arn.split(':')[4] };
};

export const listRules: Operation = (call, bus) => {
  const prefix = optionalText(call.input, 'NamePrefix', { min: 1, max: 64 }) ?? '';
  checkBus(call.input, bus);
  call.event.requestParameters = prefix === '' ? null : { namePrefix: prefix };
  call.authorize({ action: 'events:ListRules', resource: '*' });
  const found = bus.rules().filter(({ name }) => name.startsWith(prefix));
  if (found.length > checkOnlyPage(call.input)) {
    throw validation('The embedded EventBridge has no pages: ask with a NamePrefix for fewer rules.');
  }
  return { Rules: found.map(described) };
};

export const enableRule: Operation = (call, bus) => {
  bus.setState(allowedRule(call, bus, 'Name'), 'ENABLED');
  return {};
};

export const disableRule: Operation = (call, bus) => {
  bus.setState(allowedRule(call, bus, 'Name'), 'DISABLED');
  return {};
};

/** DeleteRule: one that is not there is as good as deleted; one with targets is refused, as in AWS. */
export const deleteRule: Operation = (call, bus) => {
  const name = allowedRuleName(call, bus, 'Name');
  if ((bus.rule(name)?.targets.size ?? 0) > 0) throw validation("Rule can't be deleted since it has targets.");
  bus.deleteRule(name);
  return {};
};

function described(rule: EventRule): Reply {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.patternText,
    State: rule.state,
    ...(rule.description === null ? {} : { Description: rule.description }),
    EventBusName: 'default',
  };
}
