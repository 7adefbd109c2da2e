import { GetParametersByPathCommand, InvalidNextToken, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import { type ConfigName, isConfigName, type ServiceName, type TenantCredentials } from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import { badPageToken } from '../dynamodb/name-cursor.ts';
import type { StoreNames } from '../names/store-names.ts';
import { type StoredParameter, storedParameter } from './stored-parameter.ts';

/** AWS's bound on a page of GetParametersByPath. */
const maxPageSize = 10;
const awsToken = /^[\x21-\x7e]{1,3000}$/;

/** AWS answered a parameter that is not directly below the path asked for. Nothing of the answer was used. */
class ForeignParameterError extends Error {
  constructor() {
    super('Parameter Store answered a parameter that is not below the path asked for');
    this.name = 'ForeignParameterError';
  }
}

/** What one GetParametersByPath answered. `next` is AWS's own token. */
export interface ParameterPage {
  readonly parameters: ReadonlyMap<ConfigName, StoredParameter>;
  readonly next: string | undefined;
}

/** Asks for a service's parameters page by page, never decrypted. */
export class ParameterPages {
  readonly #client: SSMClient;
  readonly #calls: AwsCalls;
  readonly #names: StoreNames;

  constructor(client: SSMClient, calls: AwsCalls, names: StoreNames) {
    this.#client = client;
    this.#calls = calls;
    this.#names = names;
  }

  /** At most ten parameters, whatever `limit`, and possibly none on a page that is not the last. @throws InvalidInputError */
  async page(
    credentials: TenantCredentials,
    service: ServiceName,
    limit: number,
    token: string | undefined,
  ): Promise<ParameterPage> {
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
      return { parameters: new Map(below(path, output.Parameters ?? [])), next: output.NextToken };
    } catch (thrown) {
      if (thrown instanceof InvalidNextToken) throw badPageToken();
      throw thrown;
    }
  }
}

/** AWS's token in the page token that a caller was given. @throws InvalidInputError */
export function awsTokenIn(after: string | null): string | undefined {
  if (after === null) return undefined;
  const token = Buffer.from(after, 'base64url').toString('latin1');
  if (!awsToken.test(token) || Buffer.from(token, 'latin1').toString('base64url') !== after) throw badPageToken();
  return token;
}

/** The page token that stands for AWS's. */
export function pageTokenFor(token: string | undefined): string | null {
  return token === undefined ? null : Buffer.from(token, 'utf8').toString('base64url');
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
