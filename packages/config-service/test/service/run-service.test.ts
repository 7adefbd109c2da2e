import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { ConfigService } from '@leasehold/contract';
import { describe, it } from 'mocha';
import { runService } from '../../src/service/run-service.ts';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';

describe('A second signal', () => {
  it('ends the process at once with 1, while the first one still drains', async () => {
    const running = new RunningService();
    const signals = new EventEmitter();
    const exits: number[] = [];
    const exited = Promise.withResolvers<void>();
    const host = {
      stderr: { write: () => assert.fail('nothing is wrong') },
      on: (event: string, listener: (signal: string) => void) => signals.on(event, listener),
      exit: (code: number): void => {
        exits.push(code);
        if (code === 0) exited.resolve();
      },
    };
    await runService(host, () => running.service);
    const ready = running.log.records().find(({ event }) => event === 'ready');
    running.port = Number(ready?.['port']);
    const reached = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    running.vendor.before = () => {
      reached.resolve();
      return opened.promise;
    };
    const theme = { service: 'orders', key: 'tenant_config_theme' };
    const { answer } = await running.client(tokenOf('acme')).begin(ConfigService.method.getConfig, theme);
    await reached.promise;
    signals.emit('SIGTERM', 'SIGTERM');
    assert.deepEqual(exits, []);
    signals.emit('SIGINT', 'SIGINT');
    assert.deepEqual(exits, [1]);
    // This host's exit does nothing, so the drain goes on.
    opened.resolve();
    await answer;
    await exited.promise;
    await running.stop();
  });
});
