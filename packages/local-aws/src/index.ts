export type { CloudTrailRecord } from './cloudtrail/record.ts';
export type { KeptAsk, TrailEntry } from './cloudtrail/trail.ts';
export type { Fault, FaultKind, FaultRule, Faults } from './endpoint/faults.ts';
export type { IdTokenSubject } from './issuer/id-token.ts';
export {
  type LocalIssuer,
  type LocalIssuerOptions,
  startLocalIssuer,
  type TokenOverrides,
} from './issuer/start-local-issuer.ts';
export { type LocalAws, type LocalAwsOptions, startLocalAws } from './start-local-aws.ts';
