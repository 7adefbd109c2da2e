import { randomUUID } from 'node:crypto';
import { type CloudTrailRecord, cloudTrailRecord } from '../cloudtrail/record.ts';
import type { Trail } from '../cloudtrail/trail.ts';
import { userIdentity } from '../cloudtrail/user-identity.ts';
import type { Account } from '../iam/account.ts';
import { Authorizer } from '../iam/authorizer.ts';
import { requestKeys } from '../iam/context-keys.ts';
import { SignatureRefusal } from '../sigv4/signature-refusal.ts';
import { verifySignature } from '../sigv4/verify-signature.ts';
import { AwsError } from './aws-error.ts';
import type { AwsService, Caller, FurtherEvent } from './aws-service.ts';
import type { CallCounts } from './call-counts.ts';
import { CallInProgress } from './call-in-progress.ts';
import { damagedBody, damagedReply, isDamage } from './faults/damaged-reply.ts';
import { type Fault, sessionSecondsUnder } from './faults/fault.ts';
import type { Faults } from './faults/faults.ts';
import { injectedError } from './faults/injected-error.ts';
import { roleAndSession } from './faults/role-and-session.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { presumedDetails } from './presumed-details.ts';
import type { CommonErrorKind, Protocol } from './protocol.ts';
import { type Route, routeOf } from './route.ts';

export interface EndpointOptions {
  readonly region: string;
  readonly account: Account;
  readonly trail: Trail;
  readonly faults: Faults;
  readonly counts: CallCounts;
  /** By signing name. */
  readonly services: ReadonlyMap<string, AwsService>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** Told of a failure that is this endpoint's own fault. */
  readonly onInternalError: (error: unknown) => void;
}

/** What came of a call. */
type Outcome =
  | { readonly body: Readonly<Record<string, unknown>>; readonly error: null }
  | { readonly body: null; readonly error: AwsError };

/** Operations AWS lets through unsigned: the token in the request is the credential. */
const unsignedOperations: ReadonlySet<string> = new Set(['sts AssumeRoleWithWebIdentity']);

/**
 * A request's way: route, signature, fault, service, event, reply. Whatever happens on it, the request leaves an event,
 * unless it is in no protocol served here.
 */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #authorizer: Authorizer;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#authorizer = new Authorizer(options.account);
  }

  async handle(request: HttpRequest): Promise<HttpReply | 'reset'> {
    const requestId = randomUUID();
    const route = routeOf(request);
    const service = route === null ? undefined : this.#options.services.get(route.service);
    if (route === null || service === undefined) return unknownOperation(request, requestId);
    return new OneRequest(this.#options, this.#authorizer, request, route, service, requestId).answer();
  }
}

/** AWS's bare answer to what is no operation of any API. */
function unknownOperation(request: HttpRequest, requestId: string): HttpReply {
  const json = request.method === 'POST' && request.headers.all('x-amz-target').length > 0;
  return {
    status: json ? 400 : 404,
    headers: { 'Content-Type': json ? 'application/x-amz-json-1.1' : 'text/xml', 'x-amzn-RequestId': requestId },
    body: json ? '{"__type":"UnknownOperationException"}' : '<UnknownOperationException/>\n',
  };
}

class OneRequest {
  readonly #options: EndpointOptions;
  readonly #authorizer: Authorizer;
  readonly #request: HttpRequest;
  readonly #route: Route;
  readonly #service: AwsService;
  readonly #requestId: string;
  readonly #now: number;
  /** Where the call counts as made: a global service's is its own, wherever it was asked. */
  readonly #region: string;

  constructor(
    options: EndpointOptions,
    authorizer: Authorizer,
    request: HttpRequest,
    route: Route,
    service: AwsService,
    requestId: string,
  ) {
    this.#options = options;
    this.#authorizer = authorizer;
    this.#request = request;
    this.#route = route;
    this.#service = service;
    this.#requestId = requestId;
    this.#now = options.now();
    this.#region = service.globalRegion ?? options.region;
  }

  async answer(): Promise<HttpReply | 'reset'> {
    const { operation, protocol } = this.#route;
    const caller = this.#caller();
    // Nothing the request says of itself was verified, so its event names nobody.
    if (caller instanceof AwsError) return this.#refused(caller, { type: 'anonymous' });
    const input = this.#input();
    if (input instanceof AwsError) return this.#refused(input, caller);
    const fault = this.#options.faults.take({
      service: this.#service.signingName,
      operation,
      region: this.#options.region,
      ...roleAndSession(input, caller),
      now: this.#now,
    });
    // A connection that drops before AWS has the request leaves no event there either.
    if (fault?.kind === 'reset') return this.#ended('reset', 'reset');
    const call = this.#call(caller, input, fault);
    const outcome = await this.#run(call, fault);
    this.#record(call, outcome.error);
    if (fault?.kind === 'reset-after') return this.#ended('reset-after', 'reset');
    if (outcome.error !== null) {
      return this.#ended(outcome.error.code, protocol.renderError(outcome.error, this.#requestId));
    }
    const reply = protocol.renderReply(operation, damagedBody(fault, outcome.body), this.#requestId);
    return this.#ended(fault !== null && isDamage(fault) ? fault.kind : 'ok', damagedReply(fault, reply));
  }

  #ended<R>(outcome: string, answer: R): R {
    this.#options.counts.add(this.#service.signingName, this.#route.operation, outcome);
    return answer;
  }

  #caller(): Caller | AwsError {
    const { operation, service, protocol } = this.#route;
    if (unsignedOperations.has(`${service} ${operation}`)) return { type: 'anonymous' };
    try {
      return verifySignature(this.#request, {
        regions: [...new Set([this.#options.region, this.#region])],
        service,
        now: this.#now,
        find: (accessKeyId) => this.#options.account.credential(accessKeyId),
      }).caller;
    } catch (error) {
      if (!(error instanceof SignatureRefusal)) throw error;
      return commonError(protocol, error.kind, error.message);
    }
  }

  #input(): Readonly<Record<string, unknown>> | AwsError {
    try {
      return this.#route.input();
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  #call(caller: Caller, input: Readonly<Record<string, unknown>>, fault: Fault | null): CallInProgress {
    const { operation, service } = this.#route;
    return new CallInProgress(
      {
        service: this.#service,
        operation,
        input,
        caller,
        requestId: this.#requestId,
        now: this.#now,
        requestKeys: requestKeys({
          now: this.#now,
          sourceIp: this.#request.sourceIp,
          region: this.#region,
          userAgent: this.#request.headers.only('user-agent') ?? null,
        }),
        event: presumedDetails(service, operation),
        sessionSecondsAtMost: sessionSecondsUnder(fault),
      },
      this.#authorizer,
    );
  }

  async #run(call: CallInProgress, fault: Fault | null): Promise<Outcome> {
    const injected = injectedError(fault, this.#route.protocol);
    if (injected !== null) return { body: null, error: injected };
    if (fault?.kind === 'delay') await this.#options.delay(fault.ms ?? 0);
    try {
      return { body: await this.#service.handle(call), error: null };
    } catch (error) {
      if (error instanceof AwsError) return { body: null, error };
      this.#options.onInternalError(error);
      // The cause could hold a value, so the client gets this text alone.
      return { body: null, error: commonError(this.#route.protocol, 'internal', 'The embedded AWS failed here.') };
    }
  }

  /** Answers and records a request that never became a call: wrongly signed, or with a body that cannot be read. */
  #refused(error: AwsError, caller: Caller): HttpReply {
    const { operation, service, protocol } = this.#route;
    const details = presumedDetails(service, operation);
    this.#append(
      this.#happening({
        eventSource: this.#service.eventSource,
        eventName: operation,
        caller,
        details,
        error,
      }),
    );
    return this.#ended(error.code, protocol.renderError(error, this.#requestId));
  }

  #record(call: CallInProgress, error: AwsError | null): void {
    for (const further of call.further) this.#append(this.#furtherHappening(call.caller, further));
    this.#options.trail.append(
      this.#happening({
        eventSource: this.#service.eventSource,
        eventName: call.operation,
        caller: call.caller,
        details: call.event,
        error,
      }),
      call.asks,
    );
  }

  #append(record: CloudTrailRecord): void {
    this.#options.trail.append(record);
  }

  #happening(what: {
    readonly eventSource: string;
    readonly eventName: string;
    readonly caller: Caller;
    readonly details: CallInProgress['event'];
    readonly error: { readonly code: string; readonly message: string } | null;
  }): CloudTrailRecord {
    const { account } = this.#options;
    return cloudTrailRecord({
      userIdentity: what.details.userIdentity ?? userIdentity(what.caller, account.id, account.sessionOf(what.caller)),
      time: this.#now,
      eventSource: what.eventSource,
      eventName: what.eventName,
      region: this.#region,
      account: account.id,
      sourceIp: this.#request.sourceIp,
      userAgent: this.#request.headers.only('user-agent') ?? '',
      error: what.error === null ? null : { code: recordedCode(what.error.code), message: what.error.message },
      requestId: this.#requestId,
      details: what.details,
    });
  }

  #furtherHappening(caller: Caller, further: FurtherEvent): CloudTrailRecord {
    const { account, region } = this.#options;
    return cloudTrailRecord({
      userIdentity: {
        ...userIdentity(caller, account.id, account.sessionOf(caller)),
        invokedBy: further.invokedBy,
      },
      time: this.#now,
      eventSource: further.eventSource,
      eventName: further.eventName,
      region,
      account: account.id,
      sourceIp: further.invokedBy,
      userAgent: further.invokedBy,
      error: further.error,
      requestId: randomUUID(),
      details: further.details,
    });
  }
}

function commonError(protocol: Protocol, kind: CommonErrorKind, message: string): AwsError {
  const { code, status } = protocol.commonErrors[kind];
  return new AwsError(code, status, message);
}

/** CloudTrail writes `AccessDenied` for an IAM refusal, whatever the service's code on the wire. */
function recordedCode(code: string): string {
  return code === 'AccessDeniedException' ? 'AccessDenied' : code;
}
