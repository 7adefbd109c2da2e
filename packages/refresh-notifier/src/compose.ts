import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { STSClient } from '@aws-sdk/client-sts';
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { systemClock } from '@leasehold/domain';
import { Discovery } from './discovery.ts';
import { byCertificate, IdentityTokens } from './identity-token.ts';
import { InstanceCalls } from './instance-calls.ts';
import { InstanceRounds } from './instance-rounds.ts';
import { RefreshNotifier } from './refresh-notifier.ts';
import type { Settings } from './settings.ts';
import type { Transport } from './transport.ts';

/** Attempts of one question to AWS, the first one included. */
const maxAttempts = 3;

/**
 * The notifier on AWS's own clients, whose region, credentials and endpoints are those of Lambda's environment. A client of a
 * region asks that region's STS, the only kind that gives tokens.
 */
export function composeNotifier(settings: Settings): RefreshNotifier {
  // grpc-js prints metadata it cannot parse, tokens included, to standard error.
  setLogVerbosity(logVerbosity.NONE);
  const { namespace, discoveryService: service, parameterRoot, audience, callMs } = settings;
  const clock = systemClock;
  const identity =
    audience === null ? byCertificate : new IdentityTokens(new STSClient({ maxAttempts }), audience, clock);
  const rounds = new InstanceRounds({
    discovery: new Discovery(
      // The SDK puts `data-` before the host of this one operation, which no other endpoint has.
      new ServiceDiscoveryClient({ maxAttempts, disableHostPrefix: settings.isAwsElsewhere }),
      { namespace, service },
    ),
    identity,
    calls: new InstanceCalls(transportOf(settings.transport)),
    clock,
    sleep: (ms) => pause(ms),
    random: Math.random,
    callMs,
  });
  return new RefreshNotifier({ parameterRoot, rounds, clock, line: (text) => process.stdout.write(`${text}\n`) });
}

function transportOf(transport: Settings['transport']): Transport {
  if (transport.kind === 'plaintext-loopback') return transport;
  const { serverName, caFile, own } = transport;
  return {
    kind: 'tls',
    serverName,
    ca: caFile === null ? null : readFileSync(caFile),
    own: own === null ? null : { cert: readFileSync(own.certFile), key: readFileSync(own.keyFile) },
  };
}
