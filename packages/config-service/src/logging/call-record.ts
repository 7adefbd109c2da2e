import type { Role, TenantId } from '@leasehold/domain';

/** What is logged of one call: one line, these fields and no others. Never a token, key material or a value. */
export interface CallRecord {
  readonly requestId: string;
  /** The RPC's name, for example `GetConfig`. */
  readonly method: string;
  /** From the verified token; absent when there was none. */
  readonly tenant?: string;
  readonly subject?: string;
  readonly role?: string;
  readonly latencyMs: number;
  /** The numeric gRPC status. */
  readonly grpcCode: number;
  readonly source?: 'cache' | 'store' | 'stale';
  /** The domain error's code, `internal`, or `cancelled`. */
  readonly errorCode?: string;
  /** Why a token was refused: one of a fixed set of words. */
  readonly reason?: string;
  /** Class names of the error and its causes, outermost first. */
  readonly errorClasses?: readonly string[];
  readonly errorMessage?: string;
  readonly frames?: readonly string[];
  readonly awsRequestIds?: readonly string[];
}

/** The severity of a line. */
export type Severity = 'debug' | 'info' | 'warn' | 'error';

/** The record of a read answered from the value cache. All but `subject` has a grammar that needs no quoting in JSON. */
export interface CacheHit {
  /** Made by this service: letters, digits and hyphens. */
  readonly requestId: string;
  /** The RPC's name in the contract. */
  readonly method: string;
  readonly tenant: TenantId;
  readonly subject: string;
  readonly role: Role;
  readonly latencyMs: number;
}

/** Where call records go. */
export interface CallLog {
  write(severity: Severity, record: CallRecord): void;
  /** Writes what {@link write} writes of the same fields, for a fraction of it: nearly every line is one of these. */
  writeHit(hit: CacheHit): void;
}
