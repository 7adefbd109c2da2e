import { GetParameterCommand, GetParametersCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import {
  type ConfigName,
  LeaseholdError,
  type ServiceName,
  type TenantCredentials,
  UnavailableError,
} from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { StoreNames } from '../names/store-names.ts';
import { type StoredParameter, storedParameter } from './stored-parameter.ts';

/** AWS's bound on the names of one GetParameters. */
const maxNames = 10;

/** Reads parameters, without what their companions know. */
export class ParameterReads {
  readonly #client: SSMClient;
  readonly #calls: AwsCalls;
  readonly #names: StoreNames;

  constructor(client: SSMClient, calls: AwsCalls, names: StoreNames) {
    this.#client = client;
    this.#calls = calls;
    this.#names = names;
  }

  /** `null` when there is no such parameter. */
  async one(
    credentials: TenantCredentials,
    service: ServiceName,
    name: ConfigName,
    withDecryption: boolean,
  ): Promise<StoredParameter | null> {
    const path = this.#names.parameterPath(credentials.tenant, service, name);
    const command = new GetParameterCommand({ Name: path, WithDecryption: withDecryption });
    try {
      const send = () => this.#client.send(command);
      const { Parameter } = await this.#calls.run(credentials, 'ssm', 'GetParameter', send, ['ParameterNotFound']);
      return storedParameter(Parameter);
    } catch (thrown) {
      if (thrown instanceof ParameterNotFound) return null;
      throw thrown;
    }
  }

  /** Asks in chunks of ten, decrypted. A chunk that AWS denies or fails is the failure of its own names alone. */
  async many(
    credentials: TenantCredentials,
    service: ServiceName,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, StoredParameter | null | LeaseholdError>> {
    const chunks: (readonly ConfigName[])[] = [];
    for (let at = 0; at < names.length; at += maxNames) chunks.push(names.slice(at, at + maxNames));
    const answers = await Promise.all(chunks.map((chunk) => this.#chunk(credentials, service, chunk)));
    return new Map(answers.flatMap((answer) => [...answer]));
  }

  async #chunk(credentials: TenantCredentials, service: ServiceName, names: readonly ConfigName[]) {
    const byPath = new Map(names.map((name) => [this.#names.parameterPath(credentials.tenant, service, name), name]));
    const answer = new Map<ConfigName, StoredParameter | null | LeaseholdError>();
    const command = new GetParametersCommand({ Names: [...byPath.keys()], WithDecryption: true });
    try {
      const output = await this.#calls.run(credentials, 'ssm', 'GetParameters', () => this.#client.send(command));
      for (const path of output.InvalidParameters ?? []) set(answer, byPath.get(path), null);
      for (const parameter of output.Parameters ?? []) {
        set(answer, byPath.get(parameter.Name ?? ''), storedParameter(parameter));
      }
    } catch (thrown) {
      if (!(thrown instanceof LeaseholdError)) throw thrown;
      for (const name of names) answer.set(name, thrown);
    }
    for (const name of names) {
      // A parameter AWS leaves out is not a parameter that does not exist.
      if (!answer.has(name)) answer.set(name, new UnavailableError('Parameter Store left this key unanswered', 1000));
    }
    return answer;
  }
}

function set<Key, Value>(map: Map<Key, Value>, key: Key | undefined, value: Value): void {
  if (key !== undefined) map.set(key, value);
}
