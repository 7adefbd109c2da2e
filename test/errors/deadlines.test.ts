import assert from 'node:assert/strict';
import { type CallOptions, InterceptingCall, type ServiceError, status } from '@grpc/grpc-js';
import { override, parts } from '@leasehold/config-service';
import type { TenantCredentials } from '@leasehold/domain';
import type { CredentialVendor } from '@leasehold/vending';
import { after, afterEach, before, describe, it } from 'mocha';
import { ErrorsBench, failureOf, type RunningService } from './errors-bench.ts';

/** A vendor that hands sessions out only when it is told to. */
class HeldVendor implements CredentialVendor {
  readonly #inner: CredentialVendor;
  readonly #gate: Gate;

  constructor(inner: CredentialVendor, gate: Gate) {
    this.#inner = inner;
    this.#gate = gate;
  }

  async vend(...asked: Parameters<CredentialVendor['vend']>): Promise<TenantCredentials> {
    await this.#gate.pass();
    return await this.#inner.vend(...asked);
  }
}

/** Closed, it holds whoever comes; `arrived` settles when somebody has. */
class Gate {
  #open = true;
  #waiting: (() => void)[] = [];
  #onArrival: (() => void)[] = [];

  async pass(): Promise<void> {
    if (this.#open) return;
    const opened = new Promise<void>((resolve) => this.#waiting.push(resolve));
    for (const tell of this.#onArrival.splice(0)) tell();
    await opened;
  }

  close(): Promise<void> {
    this.#open = false;
    return new Promise((resolve) => this.#onArrival.push(resolve));
  }

  open(): void {
    this.#open = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}

describe('A call that nobody waits for any more', () => {
  const gate = new Gate();
  let bench: ErrorsBench;
  let service: RunningService;
  /** Gives a call very little time. */
  let hasty: RunningService;
  let admin: string;

  before(async () => {
    bench = await ErrorsBench.start();
    const held = override(parts.vendor, [parts.vending], ({ vendor }) => new HeldVendor(vendor, gate));
    service = await bench.service({ overrides: [held] });
    hasty = await bench.service({ settings: { LEASEHOLD_MAX_DEADLINE_MS: '100' }, overrides: [held] });
    admin = bench.token('admin');
  });

  afterEach(() => gate.open());

  after(async () => {
    await service.stop();
    await hasty.stop();
    await bench.close();
  });

  it('ends with DEADLINE_EXCEEDED at the bound of the service when the caller has none, and its work is dropped', async () => {
    const key = `tenant_config_${bench.name('late')}`;
    const arrived = gate.close();
    const failed = failureOf(hasty.client.call('putConfig', admin, { service: 'orders', key, value: '1' }));
    const ended = hasty.logged('"method":"PutConfig"');
    await arrived;
    const failure = await failed;
    await ended;
    assert.deepEqual(
      [failure.code, failure.details],
      [status.DEADLINE_EXCEEDED, 'this service gives a call at most 100 ms'],
    );
    await nothingWasWritten(key);
  });

  it("ends with DEADLINE_EXCEEDED at the caller's own deadline, and writes nothing after it", async () => {
    const key = `tenant_config_${bench.name('own-deadline')}`;
    const arrived = gate.close();
    const deadline = Date.now() + 250;
    const failed = failureOf(
      service.client.call('putConfig', admin, { service: 'orders', key, value: '1' }, { deadline }),
    );
    const ended = service.logged('"method":"PutConfig"');
    await arrived;
    assert.equal((await failed).code, status.DEADLINE_EXCEEDED);
    // The caller knows by its own clock; the service hears of it a moment later.
    await ended;
    await nothingWasWritten(key);
  });

  it('is CANCELLED when the caller leaves, and writes nothing after it', async () => {
    const key = `tenant_config_${bench.name('left')}`;
    const arrived = gate.close();
    const ended = service.logged('"method":"PutConfig"');
    const leaving = new AbortController();
    const failed = failureOf(
      service.client.call('putConfig', admin, { service: 'orders', key, value: '1' }, cancelledBy(leaving.signal)),
    );
    await arrived;
    leaving.abort();
    assert.equal((await failed).code, status.CANCELLED);
    await ended;
    await nothingWasWritten(key);
  });

  it('refuses a deadline that has passed', async () => {
    const theme = { service: 'orders', key: 'tenant_config_theme' };
    const failure = await failureOf(service.client.call('getConfig', admin, theme, { deadline: Date.now() - 1 }));
    assert.equal(failure.code, status.DEADLINE_EXCEEDED);
  });

  /** The session comes now; a call that is over must make no use of it. A later call of the same key goes through. */
  async function nothingWasWritten(key: string): Promise<void> {
    const before = writes();
    gate.open();
    const failure: ServiceError = await failureOf(service.client.call('getConfig', admin, { service: 'orders', key }));
    assert.equal(failure.code, status.NOT_FOUND, failure.message);
    const { entry } = await service.client.call('putConfig', admin, { service: 'orders', key, value: '2' });
    assert.equal(entry?.version, 1n);
    assert.equal(writes() - before, 1);
  }

  function writes(): number {
    return bench.cloud.aws.trail.records().filter(({ eventName }) => eventName === 'TransactWriteItems').length;
  }
});

/** Options of a call that its caller leaves when `signal` says so. */
function cancelledBy(signal: AbortSignal): CallOptions {
  return {
    interceptors: [
      (options, nextCall) => {
        const call = new InterceptingCall(nextCall(options));
        signal.addEventListener('abort', () => call.cancelWithStatus(status.CANCELLED, 'the caller left'));
        return call;
      },
    ],
  };
}
