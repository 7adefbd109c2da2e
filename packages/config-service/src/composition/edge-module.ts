import { ContainerModule } from 'inversify';
import { GrpcEdge } from '../edge/grpc-edge.ts';
import { InFlight } from '../edge/in-flight.ts';
import { WaitingCalls } from '../edge/waiting-calls.ts';
import { Service } from '../service/service.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';
import { unprovenPlaces } from './unproven-places.ts';

/** The server, and the service as a whole. */
export const edgeModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.inFlight, [parts.settings], ({ maxInFlight }) => new InFlight(maxInFlight));
  provide(bind, parts.unproven, [parts.settings], ({ maxInFlight }) => new InFlight(unprovenPlaces(maxInFlight)));
  provide(bind, parts.waiting, [], () => new WaitingCalls());
  provide(
    bind,
    parts.edge,
    [
      parts.settings,
      parts.verifier,
      parts.log,
      parts.callTally,
      parts.awsTrail,
      parts.inFlight,
      parts.unproven,
      parts.waiting,
      parts.newRequestId,
      parts.useCases,
      parts.revoked,
      parts.watchHub,
    ],
    (
      { edge, maxDeadlineMs },
      verifier,
      log,
      calls,
      awsTrail,
      inFlight,
      unproven,
      waiting,
      newRequestId,
      useCases,
      revoked,
      watches,
    ) =>
      new GrpcEdge(
        edge,
        { verifier, log, calls, awsTrail, inFlight, unproven, waiting, newRequestId, maxDeadlineMs, revoked },
        useCases,
        watches,
      ),
  );
  provide(
    bind,
    parts.service,
    [
      parts.settings,
      parts.edge,
      parts.refreshPort,
      parts.metricsEndpoint,
      parts.readiness,
      parts.log,
      parts.closeables,
    ],
    ({ edge: { host, security }, drainMs }, edge, refreshPort, metrics, readiness, log, closeables) =>
      new Service({ host, security: security.kind, drainMs }, edge, refreshPort, metrics, readiness, log, closeables),
  );
});
