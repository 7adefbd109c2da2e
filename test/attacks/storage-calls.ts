import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { leadingKey, localDeployment, parameterArn, parameterPath, servicePath } from '@leasehold/policies';

const { table: TableName, parameterRoot, parameterKeyId } = localDeployment;

/** Both stores, in somebody's session. */
export interface Stores {
  readonly dynamoDb: DynamoDBClient;
  readonly ssm: SSMClient;
}

/** A way to reach the data of `owner`: right in the owner's session, an attack in any other. */
export type StorageCall = readonly [name: string, send: (stores: Stores, owner: string) => Promise<unknown>];

const item = (owner: string, name: string) => ({
  pk: { S: leadingKey(owner, 'orders') },
  sk: { S: `CONFIG#${name}` },
});
const shared = (owner: string) => ({ pk: { S: leadingKey(owner, null) }, sk: { S: 'CONFIG#branding' } });
const path = (owner: string, name: string): string => parameterPath(parameterRoot, owner, 'orders', name);
const below = (owner: string): string => servicePath(parameterRoot, owner, 'orders');

/** What makes a tenant's own data, for the writer of that tenant. */
export const writes: readonly StorageCall[] = [
  ['PutItem', ({ dynamoDb }, owner) => dynamoDb.send(new PutItemCommand({ TableName, Item: item(owner, 'theme') }))],
  [
    'UpdateItem',
    ({ dynamoDb }, owner) =>
      dynamoDb.send(
        new UpdateItemCommand({
          TableName,
          Key: item(owner, 'theme'),
          UpdateExpression: 'SET content = :content',
          ExpressionAttributeValues: { ':content': { S: `theme of ${owner}` } },
        }),
      ),
  ],
  [
    "TransactWriteItems beside acme's own item",
    ({ dynamoDb }, owner) =>
      dynamoDb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: item('acme', 'own') } },
            { Put: { TableName, Item: item(owner, 'unneeded') } },
          ],
        }),
      ),
  ],
  [
    'PutParameter',
    ({ ssm }, owner) =>
      ssm.send(
        new PutParameterCommand({
          Name: path(owner, 'endpoint'),
          Value: `endpoint of ${owner}`,
          Type: 'String',
          Overwrite: true,
        }),
      ),
  ],
  [
    'PutParameter of a secret',
    ({ ssm }, owner) =>
      ssm.send(
        new PutParameterCommand({
          Name: path(owner, 'password'),
          Value: `secret of ${owner}`,
          Type: 'SecureString',
          KeyId: parameterKeyId,
          Overwrite: true,
        }),
      ),
  ],
];

/** Run after {@link reads}: it takes away what they read. */
export const deletion: StorageCall = [
  'DeleteParameter',
  ({ ssm }, owner) => ssm.send(new DeleteParameterCommand({ Name: path(owner, 'endpoint') })),
];

export const reads: readonly StorageCall[] = [
  ['GetItem', ({ dynamoDb }, owner) => dynamoDb.send(new GetItemCommand({ TableName, Key: item(owner, 'theme') }))],
  [
    'GetItem of shared configuration',
    ({ dynamoDb }, owner) => dynamoDb.send(new GetItemCommand({ TableName, Key: shared(owner) })),
  ],
  [
    "BatchGetItem beside acme's own item",
    ({ dynamoDb }, owner) =>
      dynamoDb.send(
        new BatchGetItemCommand({
          RequestItems: { [TableName]: { Keys: [item('acme', 'own'), item(owner, 'theme')] } },
        }),
      ),
  ],
  [
    "TransactGetItems beside acme's own item",
    ({ dynamoDb }, owner) =>
      dynamoDb.send(
        new TransactGetItemsCommand({
          TransactItems: [item('acme', 'own'), item(owner, 'theme')].map((Key) => ({ Get: { TableName, Key } })),
        }),
      ),
  ],
  [
    'Query',
    ({ dynamoDb }, owner) =>
      dynamoDb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: leadingKey(owner, 'orders') } },
        }),
      ),
  ],
  ['GetParameter', ({ ssm }, owner) => ssm.send(new GetParameterCommand({ Name: path(owner, 'endpoint') }))],
  [
    'GetParameter by its ARN',
    ({ ssm }, owner) =>
      ssm.send(new GetParameterCommand({ Name: parameterArn(localDeployment, path(owner, 'endpoint')) })),
  ],
  [
    'GetParameter of a secret, decrypted',
    ({ ssm }, owner) => ssm.send(new GetParameterCommand({ Name: path(owner, 'password'), WithDecryption: true })),
  ],
  [
    'GetParameter of a secret, left encrypted',
    ({ ssm }, owner) => ssm.send(new GetParameterCommand({ Name: path(owner, 'password') })),
  ],
  [
    "GetParameters beside acme's own one",
    ({ ssm }, owner) => ssm.send(new GetParametersCommand({ Names: [path('acme', 'own'), path(owner, 'endpoint')] })),
  ],
  [
    'GetParametersByPath',
    ({ ssm }, owner) => ssm.send(new GetParametersByPathCommand({ Path: below(owner), Recursive: true })),
  ],
  [
    'GetParametersByPath with a slash at the end',
    ({ ssm }, owner) => ssm.send(new GetParametersByPathCommand({ Path: `${below(owner)}/`, WithDecryption: true })),
  ],
];
