export type { CloudTrailRecord } from './cloudtrail/record.ts';
export type { KeptAsk, TrailEntry } from './cloudtrail/trail.ts';
export type { Deliveries } from './deliveries/deliveries.ts';
export type { DeliveryFaultKind, DeliveryRule, Hop } from './deliveries/delivery-rule.ts';
export type { CloudMap } from './discovery/cloud-map.ts';
export type { Health, Instance } from './discovery/instance.ts';
export type { ListedInstance, StaleAnswer } from './discovery/stale-answer.ts';
export type { CallCount, CallCounts } from './endpoint/call-counts.ts';
export type { DamageKind, Fault, FaultKind } from './endpoint/faults/fault.ts';
export type { FaultRule, Faults, InjectedFault } from './endpoint/faults/faults.ts';
export type { LocalEndpoint } from './endpoint/local-endpoint.ts';
export type { BusEvent } from './events/bus-event.ts';
export type { EventBus } from './events/event-bus.ts';
export type { IdTokenSubject } from './issuer/id-token.ts';
export type { OutboundIssuer } from './issuer/outbound-issuer.ts';
export {
  type LocalIssuer,
  type LocalIssuerOptions,
  startLocalIssuer,
  type TokenOverrides,
} from './issuer/start-local-issuer.ts';
export type { FunctionSettings } from './lambda/function-settings.ts';
export type { Functions, InvokePermission } from './lambda/functions.ts';
export type { FunctionCounts, LocalFunction } from './lambda/local-function.ts';
export type { MappingSettings } from './lambda/mapping/mapping-settings.ts';
export type { StreamMapping } from './lambda/mapping/stream-mapping.ts';
export type { LocalQueue, ReceivedMessage } from './queue/queue.ts';
export { type LocalAws, type LocalAwsOptions, startLocalAws } from './start-local-aws.ts';
