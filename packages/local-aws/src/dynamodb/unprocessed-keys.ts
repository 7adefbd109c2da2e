import type { Reply } from './item-storage.ts';

const kept = ['ProjectionExpression', 'ExpressionAttributeNames', 'AttributesToGet', 'ConsistentRead'] as const;

/**
 * A BatchGetItem reply whose `UnprocessedKeys` can be sent as the next request, as AWS means them: dynalite leaves out the
 * projection, so a second page would have shown attributes nobody asked for.
 */
export function withProjections(reply: Reply, input: Readonly<Record<string, unknown>>): Reply {
  const unprocessed = Object.entries(objectIn(reply['UnprocessedKeys']));
  if (unprocessed.length === 0) return reply;
  const asked = objectIn(input['RequestItems']);
  const complete = unprocessed.map(([table, { Keys }]) => {
    const wanted = asked[table] ?? {};
    const members = kept.filter((name) => wanted[name] !== undefined && wanted[name] !== null);
    return [table, { Keys, ...Object.fromEntries(members.map((name) => [name, wanted[name]])) }] as const;
  });
  return { ...reply, UnprocessedKeys: Object.fromEntries(complete) };
}

function objectIn(value: unknown): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, Record<string, unknown>>) : {};
}
