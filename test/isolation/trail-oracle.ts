import type { TrailEntry } from '@leasehold/local-aws';

/** Whose data one question of a call was about, and whether AWS let it through. */
export interface DataAsk {
  readonly eventName: string;
  /** The tenants named by leading keys, paths or encryption context. */
  readonly owners: readonly string[];
  /** The session's source identity. */
  readonly tenant: string;
  readonly allowed: boolean;
}

/** A record says something that this oracle cannot attribute. Nothing unattributed passes for harmless. */
export class UnattributedError extends Error {
  constructor(entry: TrailEntry, what: string) {
    super(`${what}: ${JSON.stringify(entry.record)}`);
    this.name = 'UnattributedError';
  }
}

const dataSources = ['dynamodb.amazonaws.com', 'ssm.amazonaws.com', 'kms.amazonaws.com'];

// Written down here a second time, so that the names' own code is not what it is checked with.
const leadingKey = /^TENANT#([A-Za-z0-9_-]+)(?:\|SERVICE#[A-Za-z0-9_-]+)?$/;
const path = /^\/config-service\/([A-Za-z0-9_-]+)\/[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_.-]+)?$/;
const parameterArn = /^arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter(\/.*)$/;
const sessionArn = /^arn:aws:sts::\d{12}:assumed-role\/[^/]+\/([^/]+)$/;

/** The data calls in a trail, each with whose data it was about. @throws UnattributedError, also for calls of no session */
export function dataAsks(entries: readonly TrailEntry[]): readonly DataAsk[] {
  return entries.flatMap((entry) => {
    const { record } = entry;
    if (!dataSources.includes(record.eventSource)) return [];
    return [
      {
        eventName: record.eventName,
        owners: [...new Set(namesIn(entry).map((name) => ownerOf(entry, name)))],
        tenant: tenantOf(entry),
        // A call that failed in another way than by IAM was let through to the data: only IAM's own refusal counts.
        allowed: record.errorCode !== 'AccessDenied',
      },
    ];
  });
}

/** An ask that names anybody's data but its own session's. */
export function isCrossed({ owners, tenant }: DataAsk): boolean {
  return owners.some((owner) => owner !== tenant);
}

/** The session's tenant, which source identity and session name must both be. */
function tenantOf(entry: TrailEntry): string {
  const { userIdentity } = entry.record;
  const context = userIdentity['sessionContext'] as { readonly sourceIdentity?: string } | undefined;
  const sessionName = sessionArn.exec(String(userIdentity['arn']))?.[1];
  if (userIdentity['type'] !== 'AssumedRole' || context?.sourceIdentity === undefined || sessionName === undefined) {
    throw new UnattributedError(entry, 'a data call outside of any tenant session');
  }
  if (context.sourceIdentity !== sessionName) {
    throw new UnattributedError(entry, 'source identity and session name differ');
  }
  return sessionName;
}

interface RequestParameters {
  readonly key?: { readonly pk?: string };
  readonly requestItems?:
    | readonly { readonly key?: { readonly pk?: string } }[]
    | Readonly<Record<string, { readonly keys: readonly { readonly pk?: string }[] }>>;
  readonly name?: string;
  readonly names?: readonly string[];
  readonly path?: string;
  readonly encryptionContext?: { readonly PARAMETER_ARN?: string };
}

/** Every leading key, path and encryption context of a call. */
function namesIn(entry: TrailEntry): readonly string[] {
  const asked = (entry.record.requestParameters ?? {}) as RequestParameters;
  const { key, requestItems = [], name, names = [], path: listed, encryptionContext } = asked;
  const keys = Array.isArray(requestItems)
    ? requestItems.map((item) => item.key)
    : Object.values(requestItems).flatMap((table) => table.keys);
  const context = encryptionContext?.PARAMETER_ARN;
  const found = [
    ...[key, ...keys].flatMap((each) => each?.pk ?? []),
    ...names,
    ...[name, listed].flatMap((each) => each ?? []),
    ...(context === undefined ? [] : [parameterArn.exec(context)?.[1] ?? '']),
  ];
  if (found.length === 0) throw new UnattributedError(entry, 'a data call that names no data');
  return found;
}

function ownerOf(entry: TrailEntry, name: string): string {
  const owner = (leadingKey.exec(name) ?? path.exec(name))?.[1];
  if (owner === undefined) throw new UnattributedError(entry, 'a name that is no tenant’s');
  return owner;
}
