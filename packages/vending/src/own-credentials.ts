import type { Clock } from '@leasehold/domain';
import type { BaseCredentials } from './sts-client.ts';

type Credentials = Exclude<BaseCredentials, (...args: never[]) => unknown>;

/** The service's own credentials cannot be had. What the provider said stays behind: it can quote key material. */
export class OwnCredentialsError extends Error {
  constructor() {
    super("the service's own credentials could not be obtained");
    // The name by which the SDK's providers fail, and the table of failures knows it.
    this.name = 'CredentialsProviderError';
  }
}

/**
 * The service's own credentials, used for as long as they live: the SDK asks for others in their last five minutes, and
 * would fail a call when that fails although it still holds good ones.
 */
export function lastingCredentials(given: BaseCredentials, clock: Clock): BaseCredentials {
  if (typeof given !== 'function') return given;
  let held: Credentials | undefined;
  return async (options) => {
    try {
      held = await given(options);
      return held;
    } catch {
      const endsAt = held?.expiration?.getTime();
      if (held !== undefined && endsAt !== undefined && clock.now() < endsAt) return held;
      throw new OwnCredentialsError();
    }
  };
}
