import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { DescribeParametersCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LocalCloud } from '@leasehold/dev';

/** Everything that is stored, by its full name: `pk sk` of an item, the path of a parameter. SecureStrings as stored. */
export interface StoreSnapshot {
  readonly items: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads both stores whole, as the account's administrator: the one caller who may. */
export async function takeSnapshot({ aws, deployment }: LocalCloud): Promise<StoreSnapshot> {
  const settings = { region: deployment.region, endpoint: aws.endpoint, credentials: aws.operator };
  const dynamoDb = new DynamoDBClient(settings);
  const ssm = new SSMClient(settings);
  try {
    return { items: await scan(dynamoDb, deployment.table), parameters: await everyParameter(ssm) };
  } finally {
    dynamoDb.destroy();
    ssm.destroy();
  }
}

async function scan(client: DynamoDBClient, table: string): Promise<ReadonlyMap<string, string>> {
  const items = new Map<string, string>();
  let start: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) items.set(`${item['pk']?.S} ${item['sk']?.S}`, inOneOrder(item));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

async function everyParameter(client: SSMClient): Promise<ReadonlyMap<string, string>> {
  const parameters = new Map<string, string>();
  let token: string | undefined;
  do {
    const { Parameters = [], NextToken } = await client.send(
      new DescribeParametersCommand({ MaxResults: 50, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    const names = Parameters.flatMap(({ Name }) => Name ?? []);
    for (let at = 0; at < names.length; at += 10) {
      const found = await client.send(
        new GetParametersCommand({ Names: names.slice(at, at + 10), WithDecryption: false }),
      );
      for (const parameter of found.Parameters ?? []) parameters.set(parameter.Name ?? '', inOneOrder(parameter));
    }
    token = NextToken;
  } while (token !== undefined);
  return parameters;
}

function inOneOrder(facts: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1))));
}

/** Names of what was added, changed or removed. */
export function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}
