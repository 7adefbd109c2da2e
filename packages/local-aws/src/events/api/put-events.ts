import { AwsError } from '../../endpoint/aws-error.ts';
import { constraint, type Input, optionalStructures, optionalText, optionalTexts } from '../../endpoint/json-input.ts';
import type { EventContent } from '../bus-event.ts';
import { isObject, isTooDeep } from '../json-value.ts';
import { checkBus, type Operation, type Reply, refuseUnsupported } from './parameters.ts';

/** Bytes of one request, as EventBridge counts them (EventBridge user guide, "PutEvents entry size"); its quota of 2025 (?). */
const maxBytes = 256 * 1024;

/** The farthest a time can be from 1970, in milliseconds (ECMAScript). */
const lastTime = 8.64e15;

/** PutEvents: every entry is authorised before any is put; then each is taken or refused by itself. */
export const putEvents: Operation = (call, bus) => {
  refuseUnsupported(call.input, ['EndpointId']);
  const entries = optionalStructures(call.input, 'Entries', { min: 1, max: 10 });
  if (entries === undefined) throw constraint('Entries', 'Member must not be null');
  const sizes = entries.map(size);
  call.event.category = 'Data';
  call.event.resources = [{ type: 'AWS::Events::EventBus', ARN: bus.arn }];
  for (const entry of entries) {
    checkBus(entry, bus);
    call.authorize({ action: 'events:PutEvents', resource: bus.arn, context: keysOf(entry) });
  }
  if (sizes.reduce((sum, bytes) => sum + bytes, 0) > maxBytes) {
    throw new AwsError('ValidationException', 400, 'Total size of the entries in the request is over the limit.');
  }
  const results = entries.map((entry): Reply => {
    const content = contentOf(entry, call.now);
    return 'ErrorCode' in content ? content : { EventId: bus.put(content) };
  });
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
};

function keysOf(entry: Input): Readonly<Record<string, string | readonly string[]>> {
  const { Source: source, DetailType: type } = entry;
  return {
    'events:eventBusInvocation': 'false',
    ...(typeof source === 'string' ? { 'events:source': [source] } : {}),
    ...(typeof type === 'string' ? { 'events:detail-type': [type] } : {}),
  };
}

/** What EventBridge says of an entry that it does not take; the others of the request are taken. */
type Refused = { readonly ErrorCode: string; readonly ErrorMessage: string };

function contentOf(entry: Input, now: number): EventContent | Refused {
  const source = optionalText(entry, 'Source', { max: 256 }) ?? '';
  const detailType = optionalText(entry, 'DetailType', { max: 128 }) ?? '';
  const detailText = optionalText(entry, 'Detail', { max: maxBytes }) ?? '';
  const resources = optionalTexts(entry, 'Resources', { max: 1_000 }, { max: 2_048 }) ?? [];
  if (source === '') return missing('Source');
  if (detailType === '') return missing('DetailType');
  if (detailText === '') return missing('Detail');
  // Only AWS's own services put events whose source begins so.
  if (/^aws\./.test(source)) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = object(detailText);
  if (detail === null) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = typeof entry['Time'] === 'number' ? entry['Time'] * 1_000 : now;
  if (!(Math.abs(time) <= lastTime)) {
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter Time is not valid. Reason: there is no such time.',
    };
  }
  return { source, detailType, resources, detail, time };
}

function missing(member: string): Refused {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
  };
}

function object(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !isTooDeep(value) ? value : null;
  } catch {
    return null;
  }
}

/** 14 bytes for a time, and the UTF-8 bytes of the texts. */
function size(entry: Input): number {
  const bytes = (value: unknown) => (typeof value === 'string' ? Buffer.byteLength(value) : 0);
  const { Resources: resources } = entry;
  const listed: readonly unknown[] = Array.isArray(resources) ? resources : [];
  return (
    (entry['Time'] === undefined ? 0 : 14) +
    bytes(entry['Source']) +
    bytes(entry['DetailType']) +
    bytes(entry['Detail']) +
    listed.reduce<number>((sum, resource) => sum + bytes(resource), 0)
  );
}
