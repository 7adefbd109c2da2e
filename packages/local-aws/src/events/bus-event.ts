import { randomUUID } from 'node:crypto';

/** An event as EventBridge delivers it (EventBridge user guide, "Events"). */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** To the second, such as `2026-11-25T12:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What an event says; the bus adds the rest. */
export interface EventContent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export function busEvent(
  content: EventContent,
  where: { readonly account: string; readonly region: string },
): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': content.detailType,
    source: content.source,
    account: where.account,
    time: new Date(content.time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: where.region,
    resources: content.resources,
    detail: content.detail,
  };
}
