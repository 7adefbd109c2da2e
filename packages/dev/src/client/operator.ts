import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LocalAws } from '@leasehold/local-aws';
import { configSortKey, type Deployment, leadingKey, parameterPath } from '@leasehold/policies';

/** Where an entry is, as a request names it: `service` is empty for what services share, `key` has its tag. */
export interface Place {
  readonly service: string;
  readonly key: string;
}

const itemTag = 'tenant_config_';
const parameterTag = 'param_config_';

/** Changes the stores past Leasehold, with the administrator's credentials: real calls on the wire, of which no instance knows. */
export class Operator {
  readonly #deployment: Deployment;
  readonly #dynamoDb: DynamoDBClient;
  readonly #ssm: SSMClient;

  constructor(aws: Pick<LocalAws, 'endpoint' | 'operator'>, deployment: Deployment) {
    const settings = { endpoint: aws.endpoint, region: deployment.region, maxAttempts: 1, credentials: aws.operator };
    this.#deployment = deployment;
    this.#dynamoDb = new DynamoDBClient(settings);
    this.#ssm = new SSMClient(settings);
  }

  /** Stores a value, a parameter's `isSecret` or not. The next version of an item is counted on from the one there, as the service counts. */
  put(tenant: string, place: Place, value: string, { isSecret = false } = {}): Promise<void> {
    if (place.key.startsWith(itemTag)) {
      return this.#update(
        tenant,
        place,
        'SET #version = if_not_exists(#version, :none) + :one, modifiedAt = :at, author = :who, #value = :value, contentType = :type REMOVE #deleted',
        { ':value': { S: value }, ':type': { S: 'text/plain' } },
      );
    }
    const Name = this.#parameterPath(tenant, place);
    const type = isSecret
      ? ({ Type: 'SecureString', KeyId: this.#deployment.parameterKeyId } as const)
      : ({ Type: 'String' } as const);
    return this.#told(
      this.#ssm.send(new PutParameterCommand({ Name, Value: value, ...type, Overwrite: true, Tier: 'Standard' })),
    );
  }

  /** Deletes it: an item becomes the tombstone that the service would leave, so that versions go on rising. */
  remove(tenant: string, place: Place): Promise<void> {
    if (place.key.startsWith(itemTag)) {
      return this.#update(
        tenant,
        place,
        'SET #version = if_not_exists(#version, :none) + :one, modifiedAt = :at, author = :who, #deleted = :yes REMOVE #value, contentType',
        { ':yes': { BOOL: true } },
      );
    }
    const Name = this.#parameterPath(tenant, place);
    return this.#told(this.#ssm.send(new DeleteParameterCommand({ Name })));
  }

  close(): void {
    this.#dynamoDb.destroy();
    this.#ssm.destroy();
  }

  #parameterPath(tenant: string, { service, key }: Place): string {
    if (!key.startsWith(parameterTag)) throw new RangeError(`a key begins with ${itemTag} or ${parameterTag}`);
    return parameterPath(this.#deployment.parameterRoot, tenant, service, key.slice(parameterTag.length));
  }

  #update(
    tenant: string,
    { service, key }: Place,
    UpdateExpression: string,
    values: Readonly<Record<string, { S: string } | { BOOL: boolean }>>,
  ): Promise<void> {
    const ExpressionAttributeNames = Object.fromEntries(
      ['version', 'value', 'deleted'].map((attribute) => [`#${attribute}`, attribute]),
    );
    const command = new UpdateItemCommand({
      TableName: this.#deployment.table,
      Key: {
        pk: { S: leadingKey(tenant, service === '' ? null : service) },
        sk: { S: configSortKey(key.slice(itemTag.length)) },
      },
      UpdateExpression,
      ExpressionAttributeNames,
      ExpressionAttributeValues: {
        ':none': { N: '0' },
        ':one': { N: '1' },
        ':at': { N: String(Date.now()) },
        ':who': { S: 'operator' },
        ...values,
      },
    });
    return this.#told(this.#dynamoDb.send(command));
  }

  async #told(answer: Promise<unknown>): Promise<void> {
    await answer;
  }
}
