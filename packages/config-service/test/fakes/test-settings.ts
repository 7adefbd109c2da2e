import { readSettings } from '../../src/settings/read-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';

/** What a service needs to be told at least. */
export const leastEnvironment = {
  LEASEHOLD_GRPC_PORT: '0',
  LEASEHOLD_AWS_REGION: 'eu-west-1',
  LEASEHOLD_AWS_ACCOUNT: '111122223333',
  LEASEHOLD_PARAMETER_KEY_ID: '1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d',
  LEASEHOLD_ISSUERS: JSON.stringify([
    { kind: 'oidc', issuer: 'https://issuer.example', audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity' },
  ]),
};

/** Settings of a test on any free port; `changes` are further variables. */
export function testSettings(changes: Record<string, string> = {}): Settings {
  return readSettings({ ...leastEnvironment, ...changes });
}
