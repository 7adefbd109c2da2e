import { AddressInUseError } from '../edge/address-in-use.ts';
import { SettingsError } from '../settings/settings-error.ts';
import type { Service } from './service.ts';

/** Exit code for settings that cannot work, as EX_CONFIG in sysexits.h: restarting does not help. */
const badSettings = 78;
/** Exit code for everything else that keeps the service from starting or ends it. */
const failed = 1;

/** The part of a process this needs; node's own `process` is one. */
export interface Host {
  readonly stderr: { write(text: string): unknown };
  on(event: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
  exit(code: number): void;
}

/**
 * Runs the service until a signal: the first one drains it and exits 0, a second one exits at once. What keeps it from
 * starting is told in one line a problem on standard error.
 */
export async function runService(host: Host, compose: () => Service): Promise<void> {
  try {
    const service = compose();
    let stopping = false;
    const onSignal = (): void => {
      if (stopping) host.exit(failed);
      stopping = true;
      service.stop().then(
        () => host.exit(0),
        () => host.exit(failed),
      );
    };
    host.on('SIGTERM', onSignal);
    host.on('SIGINT', onSignal);
    await service.start();
  } catch (failure) {
    const { lines, code } = explanation(failure);
    for (const line of lines) host.stderr.write(`leasehold: ${line}\n`);
    host.exit(code);
  }
}

function explanation(failure: unknown): { readonly lines: readonly string[]; readonly code: number } {
  if (failure instanceof SettingsError) return { lines: failure.problems, code: badSettings };
  if (failure instanceof AddressInUseError) {
    return { lines: [`${failure.setting}: ${failure.message}; stop that or choose another port`], code: failed };
  }
  return { lines: [failure instanceof Error ? failure.message : 'the service could not start'], code: failed };
}
