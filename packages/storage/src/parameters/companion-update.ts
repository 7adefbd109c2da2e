import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CompanionState } from './companion.ts';

/** Whether an update of a companion also gives its lock back. */
export type LockAfter = 'stay locked' | 'unlock';

/** The expression, with each attribute's name as placeholder, and its values, that make an item hold `state` and nothing older. */
export function companionUpdate(
  state: CompanionState,
  lockAfter: LockAfter,
): { readonly expression: string; readonly values: Readonly<Record<string, AttributeValue>> } {
  const { announced } = state;
  const attributes: Readonly<Record<string, AttributeValue | null>> = {
    base: { N: String(state.base) },
    parameterVersion: { N: String(state.parameterVersion) },
    author: text(state.author),
    contentType: text(state.contentType),
    nextVersion: announced && { N: String(announced.version) },
    nextAuthor: announced && { S: announced.author },
    nextContentType: announced && { S: announced.contentType },
    nextUntil: announced && { N: String(announced.until) },
  };
  const sets: string[] = [];
  const removes = lockAfter === 'unlock' ? ['#lockOwner', '#lockUntil'] : [];
  const values: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) removes.push(`#${name}`);
    else {
      sets.push(`#${name} = :${name}`);
      values[`:${name}`] = value;
    }
  }
  const gone = removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : '';
  return { expression: `SET ${sets.join(', ')}${gone}`, values };
}

function text(value: string | null): AttributeValue | null {
  return value === null ? null : { S: value };
}
