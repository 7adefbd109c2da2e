import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { Due } from './due-wheel.ts';
import type { SessionWindows } from './session-windows.ts';

/**
 * One session that is kept, with what it takes to renew it. Its times are the steady clock's, in milliseconds. It is
 * renewed in place; there are 100,000 of them, so its fields are few and flat.
 */
export class Session implements Due {
  readonly key: string;
  readonly access: SessionScope['access'];
  readonly service: SessionScope['service'];
  credentials: TenantCredentials;
  /** No renewal is begun before: where the advisory window starts, or the back-off of a renewal that failed ends. */
  renewAt: number;
  mandatoryAt: number;
  endsAt: number;
  usedAt: number;
  /** Of those who asked for this session, the one whose token lives longest: renewals are made with it. */
  held: VerifiedTenant | null;
  /** Renewals that failed since the last that did not. */
  failures = 0;
  dueTick = -1;
  /** Neighbours among the sessions of the same tenant, newest first; before the newest comes the oldest. */
  previous: Session | null = null;
  next: Session | null = null;
  /** In the newest: how many sessions the tenant has. */
  ofTenant = 0;

  constructor(
    key: string,
    { access, service }: SessionScope,
    credentials: TenantCredentials,
    windows: SessionWindows,
    held: VerifiedTenant,
    usedAt: number,
  ) {
    this.key = key;
    this.access = access;
    this.service = service;
    this.credentials = credentials;
    this.renewAt = windows.advisoryAt;
    this.mandatoryAt = windows.mandatoryAt;
    this.endsAt = windows.endsAt;
    this.held = held;
    this.usedAt = usedAt;
  }

  renew(credentials: TenantCredentials, windows: SessionWindows): void {
    this.credentials = credentials;
    this.renewAt = windows.advisoryAt;
    this.mandatoryAt = windows.mandatoryAt;
    this.endsAt = windows.endsAt;
    this.failures = 0;
  }
}
