import { createPrincipalVerifier } from '@leasehold/identity';
import { ContainerModule } from 'inversify';
import { InFlight } from '../edge/in-flight.ts';
import { WaitingCalls } from '../edge/waiting-calls.ts';
import { CertificateProof } from '../refresh/certificate-proof.ts';
import { noCallers } from '../refresh/no-callers.ts';
import { RefreshPort } from '../refresh/refresh-port.ts';
import { RefreshTally } from '../refresh/refresh-tally.ts';
import { RefusalLines } from '../refresh/refusal-lines.ts';
import { TokenProof } from '../refresh/token-proof.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** Calls of proven callers at a time, and of those whose proof is looked at: a notifier tells one thing at a time. */
const maxInFlight = 256;
const maxUnproven = 64;

/** The port on which this instance is told what was changed. */
export const refreshModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.refreshTally, [], () => new RefreshTally());
  provide(bind, parts.callerProof, [parts.settings, parts.clock], ({ refresh }, clock) => {
    if (refresh === null) return noCallers;
    const { callers } = refresh;
    if (callers.kind === 'mtls') return new CertificateProof(callers.names);
    const { issuer, audience, notifier, revoker } = callers;
    const verifier = createPrincipalVerifier({ issuer, audience, callers: [notifier, revoker], clock });
    return new TokenProof(verifier, { refresh: notifier, readRevocations: revoker });
  });
  provide(
    bind,
    parts.refreshPort,
    [
      parts.settings,
      parts.callerProof,
      parts.refreshTally,
      parts.log,
      parts.clock,
      parts.keyChanges,
      parts.revocationWatch,
    ],
    ({ refresh }, proof, tally, log, clock, keyChanges, watch) =>
      new RefreshPort(
        refresh,
        {
          proof,
          proven: new WeakSet(),
          tally,
          inFlight: new InFlight(maxInFlight),
          unproven: new InFlight(maxUnproven),
          waiting: new WaitingCalls(),
          refusals: new RefusalLines(log, clock),
        },
        { keyChanges, readRevocations: () => watch.readNow() },
      ),
  );
});
