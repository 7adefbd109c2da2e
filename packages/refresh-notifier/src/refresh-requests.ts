import { create } from '@bufbuild/protobuf';
import { type RefreshRequest, RefreshRequestSchema, ServiceChangesSchema } from '@leasehold/contract';
import { formatConfigKey } from '@leasehold/domain';
import type { Change } from './change.ts';

/** Keys that one call may name (refresh.proto). */
const maxKeys = 1_000;

/** Few requests that name all of `changes`, each key under its tenant and service. None when there is nothing to tell. */
export function refreshRequests(changes: readonly Change[]): readonly RefreshRequest[] {
  const ordered = [...byOwner(changes).values()].flat();
  const requests: RefreshRequest[] = [];
  for (let at = 0; at < ordered.length; at += maxKeys) requests.push(request(ordered.slice(at, at + maxKeys)));
  return requests;
}

function request(changes: readonly Change[]): RefreshRequest {
  const groups = [...byOwner(changes).values()].map((group) => {
    const [{ tenant, service }] = group;
    const keys = group.map(({ key }) => formatConfigKey(key));
    return create(ServiceChangesSchema, { tenant, service: service ?? '', keys });
  });
  return create(RefreshRequestSchema, { changes: groups });
}

type Group = [Change, ...Change[]];

/** The grammars have no slash, so tenant and service cannot run into each other. */
function byOwner(changes: readonly Change[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const owner = `${change.tenant}/${change.service ?? ''}`;
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [change]);
    else group.push(change);
  }
  return groups;
}
