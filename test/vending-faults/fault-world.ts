import { setImmediate as nextTurn } from 'node:timers/promises';
import { IAMClient } from '@aws-sdk/client-iam';
import { type CallOptions, type ServiceError, status } from '@grpc/grpc-js';
import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import { ConfigClient, localClientId, serviceSettings } from '@leasehold/dev';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';
import { defaultAwsBounds, dynamoDbClient } from '@leasehold/storage';
import {
  createVendor,
  type Vending,
  type VendingMode,
  type VendingSettings,
  vendingDefaults,
} from '@leasehold/vending';
import { HeldCalls } from './held-calls.ts';
import { taskCredentials } from './task-credentials.ts';
import { WorldTime } from './world-time.ts';

export interface WorldOptions {
  readonly mode?: VendingMode;
  /** How far the clock of the service's machine is ahead of AWS's and the issuer's. */
  readonly aheadMs?: number;
  readonly settings?: Partial<VendingSettings>;
}

/** How one call ended, in the world's time. */
export interface Answer {
  /** Name of the gRPC status. */
  readonly code: string;
  readonly waitedMs: number;
  /** Failed while a session of the tenant could still be served, by its expiry less the margin. */
  readonly early: boolean;
}

const request = { service: 'orders', tag: 1 };
const theme = { service: 'orders', key: 'tenant_config_theme' };
/** Real milliseconds that anything but time may take. */
const patienceMs = 30_000;

/** Timeouts of a client that waits however busy this machine is. */
export const patient = { connectTimeoutMs: 10_000, requestTimeoutMs: patienceMs } as const;

/**
 * The production service behind gRPC, the embedded AWS and an issuer, over real sockets, in a time of their own. Every
 * call needs a session. Chance is fixed: windows, back-off and breaker are the same
 * in every run.
 */
export class FaultWorld {
  readonly time: WorldTime;
  readonly aws: LocalAws;
  readonly issuer: LocalIssuer;
  readonly deployment: Deployment;
  readonly iam: IAMClient;
  readonly #held: HeldCalls;
  readonly #vending: Vending;
  readonly #service: Service;
  readonly #client: ConfigClient;
  #calls = 0;
  #vends = 0;
  /** Until when the tenant's last session may be served, by the service's clock. */
  readonly #servedUntil = new Map<string, number>();

  private constructor(made: {
    time: WorldTime;
    aws: LocalAws;
    issuer: LocalIssuer;
    deployment: Deployment;
    held: HeldCalls;
    vending: Vending;
    service: Service;
    port: number;
  }) {
    this.time = made.time;
    this.aws = made.aws;
    this.issuer = made.issuer;
    this.deployment = made.deployment;
    this.#held = made.held;
    this.#vending = made.vending;
    this.#service = made.service;
    this.#client = new ConfigClient(`127.0.0.1:${made.port}`);
    const { endpoint, operator: credentials } = made.aws;
    this.iam = new IAMClient({ endpoint, region: made.deployment.region, credentials });
    this.#watch(made.vending.vendor);
  }

  static async start({ mode = 'web-identity', aheadMs = 0, settings = {} }: WorldOptions = {}): Promise<FaultWorld> {
    let world: FaultWorld | undefined;
    const time = new WorldTime(aheadMs, async () => world?.settled());
    // Clients' own timers are real: a shorter one stands for the setting's default, and time waits for it to fire.
    const held = new HeldCalls(vendingDefaults.requestTimeoutMs, () => time);
    const now = () => time.now;
    const issuer = await startLocalIssuer({ port: 0, clientIds: [localClientId], now });
    const issuers = [{ provider: issuer.provider, audiences: [localClientId] }];
    const deployment = { ...localDeployment, issuers, assumeRoleTrust: mode === 'assume-role' };
    const aws = await startLocalAws({ port: 0, deployment, now, delay: held.delay });
    const vending = createVendor({
      deployment,
      sts: { region: deployment.region, endpoint: aws.endpoint },
      modes: new Map([[issuer.issuer, mode]]),
      clock: time.clock,
      schedule: time.schedule,
      random: () => 0.5,
      settings,
      credentials: taskCredentials(aws),
    });
    const addresses = { grpcPort: 0, aws: aws.endpoint, issuer: issuer.issuer, audience: localClientId };
    const service = composeService(
      readSettings(
        serviceSettings(deployment, addresses, {
          LEASEHOLD_MAX_CONCURRENT_STREAMS: '2000',
          // It goes by real timers.
          LEASEHOLD_RECONCILE_MS: '3600000',
          LEASEHOLD_ISSUERS: JSON.stringify([
            { kind: 'oidc', issuer: issuer.issuer, audiences: [localClientId], tokenUse: 'id', mode },
          ]),
        }),
      ),
      override(parts.clock, [], () => time.clock),
      override(parts.vending, [], () => vending),
      // This one process does everybody's work, and only STS is to fail.
      override(parts.dynamoDb, [], () =>
        dynamoDbClient({ ...defaultAwsBounds, region: deployment.region, endpoint: aws.endpoint, ...patient }),
      ),
      override(parts.revocationList, [], () => ({ read: nobodyRevoked, close: () => {} })),
      override(parts.logDestination, [], () => ({ write: () => {} })),
    );
    const { port } = await service.start();
    world = new FaultWorld({ time, aws, issuer, deployment, held, vending, service, port });
    return world;
  }

  get stats() {
    return this.#vending.vendor.stats();
  }

  /** A token of an hour ago that lives on for `lifeMs`, by the issuer's clock; issued just now if so asked. */
  token(tenant: string, lifeMs: number, issuedAgoMs = 3_600_000, subject = 'user-1'): string {
    const seconds = Math.floor(this.time.now / 1_000);
    const iat = seconds - issuedAgoMs / 1_000;
    return this.issuer.mint(
      { tenant, role: 'reader', subject },
      { claims: { iat, auth_time: iat, exp: seconds + lifeMs / 1_000 } },
    );
  }

  /** One list through the edge, which asks for a session and then DynamoDB; nothing of it is cached or shared. */
  async call(tenant: string, token: string, options: CallOptions = {}): Promise<Answer> {
    const began = this.time.now;
    const couldBeServed = (this.#servedUntil.get(tenant) ?? 0) > this.time.clock.now();
    let code = 'OK';
    try {
      await this.#counted(this.#client.call('listConfigs', token, request, options));
    } catch (error) {
      code = status[(error as ServiceError).code] ?? 'UNKNOWN';
    }
    // A token that is not accepted is no matter of the session.
    const refusedDespiteSession = couldBeServed && code !== 'OK' && code !== 'UNAUTHENTICATED';
    return { code, waitedMs: this.time.now - began, early: refusedDespiteSession };
  }

  /** Stores a value for {@link read}. */
  async store(tenant: string): Promise<void> {
    const token = this.issuer.mint({ tenant, role: 'writer' });
    await this.#counted(this.#client.call('putConfig', token, { ...theme, value: tenant }));
  }

  /** One read of that value, which may be answered from memory; told is the status, or `stale`. */
  async read(token: string): Promise<string> {
    try {
      const { entry } = await this.#counted(this.#client.call('getConfig', token, theme));
      return entry?.stale === true ? 'stale' : 'OK';
    } catch (error) {
      return status[(error as ServiceError).code] ?? 'UNKNOWN';
    }
  }

  /** Resolves when nothing goes on any more without time passing. */
  async settled(): Promise<void> {
    const started = performance.now();
    for (let quiet = 0; quiet < 3; ) {
      await nextTurn();
      quiet = this.#isQuiet() ? quiet + 1 : 0;
      if (performance.now() - started > patienceMs) throw new Error('the world does not come to rest');
    }
  }

  async close(): Promise<void> {
    this.#client.close();
    this.iam.destroy();
    await this.#service.stop();
    await this.aws.close();
    await this.issuer.close();
  }

  /** Calls that are under way all wait for a session, of which one may be for a caller that left; and STS for time. */
  #isQuiet(): boolean {
    return this.#calls <= this.#vends && this.stats.flights <= this.#held.count;
  }

  async #counted<T>(call: Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await call;
    } finally {
      this.#calls -= 1;
    }
  }

  #watch(vendor: Vending['vendor']): void {
    const vend = vendor.vend.bind(vendor);
    vendor.vend = async (caller, scope, options) => {
      this.#vends += 1;
      try {
        const credentials = await vend(caller, scope, options);
        if (scope.access === 'read') {
          this.#servedUntil.set(caller.tenant, credentials.expiresAt - vendingDefaults.expiryMarginMs);
        }
        return credentials;
      } finally {
        this.#vends -= 1;
      }
    };
  }
}

async function nobodyRevoked() {
  return { version: 'v1', revocations: { revoked: [], sessionsBefore: [] }, at: 0 };
}
