import { requiredText } from '../../endpoint/json-input.ts';
import { isObject, isTooDeep, type JsonObject } from '../json-value.ts';
import { eventPattern } from '../pattern.ts';
import { EventPatternError } from '../pattern-error.ts';
import { translated, validation } from './errors.ts';
import type { Operation } from './parameters.ts';

/** Members that a tested event must have (EventBridge API reference, TestEventPattern). */
const mandatory = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'] as const;

export const testEventPattern: Operation = (call) => {
  const patternText = requiredText(call.input, 'EventPattern', { max: 4_096 });
  const eventText = requiredText(call.input, 'Event', { max: 1_048_576 });
  call.event.readOnly = true;
  call.authorize({ action: 'events:TestEventPattern', resource: '*' });
  const event = eventOf(eventText);
  return { Result: translated(() => eventPattern(patternOf(patternText)).matches(event)) };
};

function patternOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EventPatternError('Invalid JSON');
  }
}

function eventOf(text: string): JsonObject {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw validation('Parameter Event is not valid. Reason: Invalid JSON.');
  }
  if (isTooDeep(event)) throw validation('Parameter Event is not valid. Reason: it is nested too deep.');
  if (!isObject(event)) throw validation('Parameter Event is not valid. Reason: Event must be a JSON object.');
  const missing = mandatory.find((member) => !(member in event));
  if (missing !== undefined) throw validation(`Parameter Event is not valid. Reason: Missing field: ${missing}.`);
  return event;
}
