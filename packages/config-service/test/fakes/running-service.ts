import { setImmediate as nextTurn } from 'node:timers/promises';
import { credentials as channelCredentials } from '@grpc/grpc-js';
import type { ContainerModule } from 'inversify';
import { composeService } from '../../src/composition/compose-service.ts';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import type { Service } from '../../src/service/service.ts';
import { CapturedLog } from './captured-log.ts';
import { FakeRevocationList } from './fake-revocation-list.ts';
import { FakeVendor, vendingOf } from './fake-vendor.ts';
import { FakeVerifier } from './fake-verifier.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryStore } from './memory-store.ts';
import { TestClient } from './test-client.ts';
import { testSettings } from './test-settings.ts';

/** The real service on a free port, on fakes of what is beyond it, with everything a test wants to look at. */
export class RunningService {
  readonly verifier = new FakeVerifier();
  readonly vendor = new FakeVendor();
  readonly revocations = new FakeRevocationList();
  readonly log = new CapturedLog();
  readonly clock = new ManualClock();
  readonly stores = { tenant_config: new MemoryStore('tenant_config'), param_config: new MemoryStore('param_config') };
  readonly service: Service;
  port = 0;
  refreshPort = 0;
  readonly #clients: TestClient[] = [];

  constructor(changes: Record<string, string> = {}, ...overrides: readonly ContainerModule[]) {
    this.service = composeService(
      testSettings(changes),
      override(parts.verifier, [], () => this.verifier),
      override(parts.vending, [], () => vendingOf(this.vendor)),
      override(parts.revocationList, [], () => this.revocations),
      override(parts.stores, [], () => ({ storeFor: (tag) => this.stores[tag] })),
      override(parts.logDestination, [], () => this.log),
      override(parts.clock, [], () => this.clock),
      ...overrides,
    );
  }

  static async start(
    changes: Record<string, string> = {},
    ...overrides: readonly ContainerModule[]
  ): Promise<RunningService> {
    const running = new RunningService(changes, ...overrides);
    await running.begin();
    return running;
  }

  async begin(): Promise<void> {
    const { port, refreshPort } = await this.service.start();
    this.port = port;
    this.refreshPort = refreshPort ?? 0;
  }

  client(token: string | null): TestClient {
    return this.#clientOf(this.port, token);
  }

  /** A client of the refresh port, which must be open. */
  refreshClient(token: string | null): TestClient {
    return this.#clientOf(this.refreshPort, token);
  }

  #clientOf(port: number, token: string | null): TestClient {
    const client = new TestClient(`127.0.0.1:${port}`, channelCredentials.createInsecure(), token);
    this.#clients.push(client);
    return client;
  }

  /** Resolves once `condition` holds; fails when the service has long had the time for it. */
  async until(condition: () => boolean): Promise<void> {
    for (let turns = 0; turns < 100_000; turns++) {
      if (condition()) return;
      await nextTurn();
    }
    throw new Error('the condition never came to hold');
  }

  /** Lets everything run that is due now. */
  async settled(): Promise<void> {
    for (let turns = 0; turns < 20; turns++) await nextTurn();
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.service.stop();
  }
}
