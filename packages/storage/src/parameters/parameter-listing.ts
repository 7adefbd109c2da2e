import { GetParametersByPathCommand, InvalidNextToken, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import { type ConfigName, isConfigName, type ServiceName, type TenantCredentials } from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { Page, PageRequest } from '../config-store.ts';
import type { BatchRead } from '../dynamodb/batch-read.ts';
import { badPageToken } from '../dynamodb/name-cursor.ts';
import type { StoreNames } from '../names/store-names.ts';
import { companionOf } from './companion.ts';
import { parameterEntry, type StoredParameter, storedParameter } from './stored-parameter.ts';

/** AWS's bound on a page of GetParametersByPath. */
const maxPageSize = 10;
/** Pages may be empty and not the last, so calls are bounded, not only entries. */
const maxCalls = 15;
const awsToken = /^[\x21-\x7e]{1,3000}$/;

/** AWS answered a parameter that is not directly below the path asked for. Nothing of the answer was used. */
class ForeignParameterError extends Error {
  constructor() {
    super('Parameter Store answered a parameter that is not below the path asked for');
    this.name = 'ForeignParameterError';
  }
}

/** Lists a service's parameters. Never asks for decryption, and leaves out what a SecureString holds. */
export class ParameterListing {
  readonly #client: SSMClient;
  readonly #calls: AwsCalls;
  readonly #names: StoreNames;
  readonly #batch: BatchRead;

  constructor(client: SSMClient, calls: AwsCalls, names: StoreNames, batch: BatchRead) {
    this.#client = client;
    this.#calls = calls;
    this.#names = names;
    this.#batch = batch;
  }

  /**
   * A page may be short, or empty, and still not be the last. Its token is AWS's own; the path is always the session's.
   * @throws InvalidInputError for a page token AWS did not give for this listing.
   */
  async page(credentials: TenantCredentials, service: ServiceName, request: PageRequest): Promise<Page> {
    let token = request.after === null ? undefined : awsTokenIn(request.after);
    const found = new Map<ConfigName, StoredParameter>();
    for (let call = 1; call <= maxCalls; call += 1) {
      const page = await this.#call(credentials, service, request.limit - found.size, token);
      for (const [name, parameter] of page.parameters) found.set(name, parameter);
      token = page.next;
      if (token === undefined || found.size >= request.limit) break;
    }
    const sortKeys = [...found.keys()].map((name) => this.#names.parameterSortKey(name));
    const pk = this.#names.leadingKey(credentials.tenant, service);
    const { items, failures } = await this.#batch.read(credentials, pk, sortKeys);
    for (const failure of failures.values()) throw failure;
    const entries = [...found].map(([name, parameter]) => {
      const companion = companionOf(items.get(this.#names.parameterSortKey(name)));
      return parameterEntry(service, name, parameter, companion, 'without sensitive value');
    });
    return { entries, next: token === undefined ? null : Buffer.from(token, 'utf8').toString('base64url') };
  }

  async #call(credentials: TenantCredentials, service: ServiceName, limit: number, token: string | undefined) {
    const path = this.#names.servicePath(credentials.tenant, service);
    const command = new GetParametersByPathCommand({
      Path: path,
      Recursive: false,
      WithDecryption: false,
      MaxResults: Math.min(limit, maxPageSize),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    try {
      const send = () => this.#client.send(command);
      const output = await this.#calls.run(credentials, 'ssm', 'GetParametersByPath', send, ['InvalidNextToken']);
      return { parameters: below(path, output.Parameters ?? []), next: output.NextToken };
    } catch (thrown) {
      if (thrown instanceof InvalidNextToken) throw badPageToken();
      throw thrown;
    }
  }
}

/** What Leasehold can address of an answer. Someone else's parameters in it would be AWS's fault, and are refused. */
function below(path: string, parameters: readonly Parameter[]): readonly (readonly [ConfigName, StoredParameter])[] {
  return parameters.flatMap((parameter) => {
    const full = parameter.Name ?? '';
    if (!full.startsWith(`${path}/`)) throw new ForeignParameterError();
    const name = full.slice(path.length + 1);
    return isConfigName(name) ? [[name, storedParameter(parameter)] as const] : [];
  });
}

function awsTokenIn(after: string): string {
  const token = Buffer.from(after, 'base64url').toString('latin1');
  if (!awsToken.test(token) || Buffer.from(token, 'latin1').toString('base64url') !== after) throw badPageToken();
  return token;
}
