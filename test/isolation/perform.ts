import { type Intent, intentOf } from './intent.ts';
import type { Operation } from './operations.ts';
import type { RawReply } from './raw-client.ts';
import { searchable } from './searchable.ts';
import { assertOnlyOwn, ForeignMarkerError } from './tenants.ts';
import type { Visit } from './world.ts';

/** Judges one reply by what was known when its call began. @throws when it should not have been given. */
export type Judge = (visit: Visit, operation: Operation, intent: Intent) => (reply: RawReply) => void;

/**
 * Does all of `operations` at the same time, over one connection. Whatever a judge makes of a reply, first every byte of
 * it is searched for other tenants' markers. @throws when every call has ended: a leak if there was one, or the first failure.
 */
export async function performAll(visit: Visit, operations: readonly Operation[], judge: Judge): Promise<void> {
  const ended = await Promise.allSettled(operations.map((operation) => perform(visit, operation, judge)));
  const failures = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (failures.length > 0) throw failures.find((failure) => failure instanceof ForeignMarkerError) ?? failures[0];
}

async function perform(visit: Visit, operation: Operation, judge: Judge): Promise<void> {
  const { world, client } = visit;
  const intent = intentOf(world, operation);
  const judgeReply = judge(visit, operation, intent);
  const { tenant } = intent.resident;
  const other = world.resident(operation.other).tenant.id;
  const claimed = { 'x-tenant-id': other, tenant: other, 'x-amz-tenant': other };
  const reply = await client.call(intent.method, intent.request, intent.token, claimed);
  assertOnlyOwn(world.tenants, tenant, searchable(reply), `${operation.kind} answered ${reply}`);
  judgeReply(reply);
}
