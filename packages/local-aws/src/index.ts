export type { CloudTrailRecord } from './cloudtrail/record.ts';
export type { KeptAsk, TrailEntry } from './cloudtrail/trail.ts';
export type { CallCount, CallCounts } from './endpoint/call-counts.ts';
export type { DamageKind, Fault, FaultKind } from './endpoint/faults/fault.ts';
export type { FaultRule, Faults, InjectedFault } from './endpoint/faults/faults.ts';
export type { LocalEndpoint } from './endpoint/local-endpoint.ts';
export type { IdTokenSubject } from './issuer/id-token.ts';
export {
  type LocalIssuer,
  type LocalIssuerOptions,
  startLocalIssuer,
  type TokenOverrides,
} from './issuer/start-local-issuer.ts';
export { type LocalAws, type LocalAwsOptions, startLocalAws } from './start-local-aws.ts';
