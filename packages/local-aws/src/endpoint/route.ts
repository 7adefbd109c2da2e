import { AwsError } from './aws-error.ts';
import type { HttpHeaders, HttpRequest } from './http-message.ts';
import { lambdaProtocol } from './lambda-protocol.ts';
import type { Protocol } from './protocol.ts';
import { formFields } from './query-protocol.ts';
import { serviceOfTarget, serviceOfVersion, serviceProtocols } from './service-protocols.ts';

/** Which service a request is for, and in which protocol it is answered. */
export interface Route {
  /** Signing name. */
  readonly service: string;
  readonly protocol: Protocol;
  readonly operation: string;
  /** Reads the operation's input, after the signature was verified. @throws AwsError when the body is not that. */
  readonly input: () => Readonly<Record<string, unknown>>;
}

const operationGrammar = /^[A-Za-z0-9]{1,128}$/;

/** The route, or `null` for a request in no protocol served here. @throws AwsError for a query of another API. */
export function routeOf(request: HttpRequest): Route | null {
  if (request.path !== '/') return invokeRoute(request);
  const target = request.headers.only('x-amz-target');
  if (target !== undefined) return request.method === 'POST' ? jsonRoute(request, target) : null;
  return queryRoute(request);
}

const invokePath = /^\/2015-03-31\/functions\/([^/]{1,512})\/invocations$/;

/** Lambda's Invoke, the one operation here that is named by its path. */
function invokeRoute({ method, path, headers, body }: HttpRequest): Route | null {
  const [, name] = invokePath.exec(path) ?? [];
  if (method !== 'POST' || name === undefined) return null;
  return {
    service: 'lambda',
    protocol: lambdaProtocol,
    operation: 'Invoke',
    input: () => ({
      FunctionName: decoded(name),
      Payload: body.toString('utf8'),
      ...(headers.all('x-amz-invocation-type').length === 0
        ? {}
        : { InvocationType: headers.only('x-amz-invocation-type') ?? '' }),
    }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidParameterValueException', 400, 'The path of the request is not well encoded.');
  }
}

function jsonRoute(request: HttpRequest, target: string): Route | null {
  const dot = target.lastIndexOf('.');
  const prefix = target.slice(0, dot);
  const service = Object.hasOwn(serviceOfTarget, prefix) ? serviceOfTarget[prefix] : undefined;
  const protocol = service === undefined ? undefined : serviceProtocols[service];
  const operation = target.slice(dot + 1);
  if (service === undefined || protocol === undefined || !operationGrammar.test(operation)) return null;
  return { service, protocol, operation, input: () => jsonInput(request.body) };
}

function jsonInput(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new AwsError('SerializationException', 400, '');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new AwsError('SerializationException', 400, 'Start of structure or map found where not expected.');
  }
  return parsed as Readonly<Record<string, unknown>>;
}

/** STS and IAM also answer GET with the fields in the query. */
function queryRoute(request: HttpRequest): Route | null {
  const isForm = request.headers.only('content-type')?.split(';')[0]?.trim() === 'application/x-www-form-urlencoded';
  if (request.method !== 'GET' && !(request.method === 'POST' && isForm)) return null;
  const text = request.method === 'GET' ? request.query : request.body.toString('utf8');
  if (!/(^|&)Action=/.test(text)) return null;
  const fields = formFields(text);
  const version = fields?.['Version'] ?? '';
  const known = Object.hasOwn(serviceOfVersion, version);
  const service = (known ? serviceOfVersion[version] : undefined) ?? 'sts';
  const protocol = serviceProtocols[service];
  if (protocol === undefined) return null;
  // A doubled field is refused below; until then the first says which operation's rules for signatures apply.
  const operation = new URLSearchParams(text).get('Action') ?? '';
  return {
    service,
    protocol,
    operation: operationGrammar.test(operation) ? operation : 'Unknown',
    input: () => {
      if (fields === null) throw new AwsError('MalformedInput', 400, 'A parameter was sent more than once.');
      if (!operationGrammar.test(operation) || !known) {
        throw new AwsError('InvalidAction', 400, 'Could not find that operation for that version.');
      }
      return fields;
    },
  };
}

const megabyte = 1024 * 1024;

/** DynamoDB's documented ceiling for one request is 16 MB; nothing else here needs more than a fraction of 1 MB. */
export function bodyLimit(headers: HttpHeaders): number {
  return headers.only('x-amz-target')?.startsWith('DynamoDB_') ? 16 * megabyte : megabyte;
}
