import { arn, type Input, key, table } from './harness.ts';

/** A request and everything IAM must be asked about it. */
export interface AskedCase {
  readonly what: string;
  readonly operation: string;
  readonly input: Input;
  /** action, resource and context of each ask, in order. */
  readonly asks: readonly (readonly [string, string, Input])[];
}

const names = ['pk', 'sk'];
export const acme = 'TENANT#acme';
export const globex = 'TENANT#globex';

export const askedCases: readonly AskedCase[] = [
  {
    what: 'GetItem carries its partition and what it selects',
    operation: 'GetItem',
    input: { TableName: table, Key: key(acme, 'a') },
    asks: [
      [
        'dynamodb:GetItem',
        arn,
        { 'dynamodb:LeadingKeys': [acme], 'dynamodb:Attributes': names, 'dynamodb:Select': 'ALL_ATTRIBUTES' },
      ],
    ],
  },
  {
    what: 'a projection is SPECIFIC_ATTRIBUTES and names its attributes, aliases resolved',
    operation: 'GetItem',
    input: {
      TableName: table,
      Key: key(acme, 'a'),
      ProjectionExpression: '#v.firstly[0], plain',
      ExpressionAttributeNames: { '#v': 'value' },
      ReturnConsumedCapacity: 'TOTAL',
    },
    asks: [
      [
        'dynamodb:GetItem',
        arn,
        {
          'dynamodb:LeadingKeys': [acme],
          'dynamodb:Attributes': [...names, 'value', 'plain'],
          'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
          'dynamodb:ReturnConsumedCapacity': 'TOTAL',
        },
      ],
    ],
  },
  {
    what: 'PutItem carries the partition of the item, its attributes and ReturnValues',
    operation: 'PutItem',
    input: {
      TableName: table,
      Item: { ...key(acme, 'a'), value: { S: 'v' } },
      ConditionExpression: 'attribute_not_exists(extra)',
      ReturnValues: 'ALL_OLD',
    },
    asks: [
      [
        'dynamodb:PutItem',
        arn,
        {
          'dynamodb:LeadingKeys': [acme],
          'dynamodb:Attributes': [...names, 'value', 'extra'],
          'dynamodb:ReturnValues': 'ALL_OLD',
        },
      ],
    ],
  },
  {
    what: 'UpdateItem names what it sets and what it reads to do so',
    operation: 'UpdateItem',
    input: {
      TableName: table,
      Key: key(acme, 'a'),
      UpdateExpression: 'SET a = if_not_exists(b, c) REMOVE d',
      ReturnValues: 'ALL_NEW',
    },
    asks: [
      [
        'dynamodb:UpdateItem',
        arn,
        {
          'dynamodb:LeadingKeys': [acme],
          'dynamodb:Attributes': [...names, 'a', 'b', 'c', 'd'],
          'dynamodb:ReturnValues': 'ALL_NEW',
        },
      ],
    ],
  },
  {
    what: 'DeleteItem carries its partition',
    operation: 'DeleteItem',
    input: { TableName: table, Key: key(acme, 'a') },
    asks: [['dynamodb:DeleteItem', arn, { 'dynamodb:LeadingKeys': [acme], 'dynamodb:Attributes': names }]],
  },
  {
    what: 'Query carries the partition of its key condition',
    operation: 'Query',
    input: {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': { S: acme }, ':sk': { S: 'CONFIG#' } },
      Select: 'COUNT',
    },
    asks: [
      [
        'dynamodb:Query',
        arn,
        { 'dynamodb:LeadingKeys': [acme], 'dynamodb:Attributes': names, 'dynamodb:Select': 'COUNT' },
      ],
    ],
  },
  {
    what: 'Scan has no leading key, so a Null condition can refuse it',
    operation: 'Scan',
    input: { TableName: table },
    asks: [['dynamodb:Scan', arn, { 'dynamodb:Select': 'ALL_ATTRIBUTES' }]],
  },
  {
    what: 'BatchGetItem asks once a table, with every distinct partition in it',
    operation: 'BatchGetItem',
    input: { RequestItems: { [table]: { Keys: [key(acme, 'a'), key(globex, 'a'), key(acme, 'b')] } } },
    asks: [
      [
        'dynamodb:BatchGetItem',
        arn,
        { 'dynamodb:LeadingKeys': [acme, globex], 'dynamodb:Attributes': names, 'dynamodb:Select': 'ALL_ATTRIBUTES' },
      ],
    ],
  },
  {
    what: 'BatchWriteItem asks once a table, puts and deletes together',
    operation: 'BatchWriteItem',
    input: {
      RequestItems: {
        [table]: [
          { PutRequest: { Item: { ...key(acme, 'a'), v: { S: '1' } } } },
          { DeleteRequest: { Key: key(globex, 'b') } },
        ],
      },
    },
    asks: [
      [
        'dynamodb:BatchWriteItem',
        arn,
        { 'dynamodb:LeadingKeys': [acme, globex], 'dynamodb:Attributes': [...names, 'v'] },
      ],
    ],
  },
  {
    what: 'TransactWriteItems has no action of its own: each item is asked with its own partition',
    operation: 'TransactWriteItems',
    input: {
      TransactItems: [
        { Put: { TableName: table, Item: key(acme, 'a') } },
        { Update: { TableName: table, Key: key(acme, 'b'), UpdateExpression: 'REMOVE v' } },
        { Delete: { TableName: table, Key: key(globex, 'c') } },
        { ConditionCheck: { TableName: table, Key: key(acme, 'd'), ConditionExpression: 'attribute_not_exists(v)' } },
      ],
    },
    asks: [
      ['dynamodb:PutItem', arn, transacted([acme], names)],
      ['dynamodb:UpdateItem', arn, transacted([acme], [...names, 'v'])],
      ['dynamodb:DeleteItem', arn, transacted([globex], names)],
      ['dynamodb:ConditionCheckItem', arn, transacted([acme], [...names, 'v'])],
    ],
  },
  {
    what: 'TransactGetItems is asked as GetItem, item by item',
    operation: 'TransactGetItems',
    input: {
      TransactItems: [
        { Get: { TableName: table, Key: key(acme, 'a') } },
        { Get: { TableName: table, Key: key(globex, 'a') } },
      ],
    },
    asks: [acme, globex].map((partition) => [
      'dynamodb:GetItem',
      arn,
      {
        'dynamodb:LeadingKeys': [partition],
        'dynamodb:Attributes': names,
        'dynamodb:Select': 'ALL_ATTRIBUTES',
        'dynamodb:EnclosingOperation': 'TransactGetItems',
      },
    ]),
  },
  {
    what: 'a table that does not exist is asked without a leading key',
    operation: 'GetItem',
    input: { TableName: 'another-table', Key: key(acme, 'a') },
    asks: [
      [
        'dynamodb:GetItem',
        arn.replace(table, 'another-table'),
        { 'dynamodb:Attributes': names, 'dynamodb:Select': 'ALL_ATTRIBUTES' },
      ],
    ],
  },
  {
    what: 'ListTables has no resource',
    operation: 'ListTables',
    input: {},
    asks: [['dynamodb:ListTables', '*', {}]],
  },
  ...['DescribeTable', 'DeleteTable', 'UpdateTable', 'UpdateTimeToLive', 'DescribeTimeToLive'].map(
    (operation): AskedCase => ({
      what: `${operation} is asked on the table`,
      operation,
      input: { TableName: table, ...(operation === 'UpdateTable' ? { BillingMode: 'PAY_PER_REQUEST' } : {}) },
      asks: [[`dynamodb:${operation}`, arn, {}]],
    }),
  ),
  ...(
    [
      ['ExecuteStatement', { Statement: `SELECT * FROM "${table}"` }, 'PartiQLSelect', arn],
      [
        'ExecuteStatement',
        { Statement: `SELECT * FROM "${table}"."by-owner"` },
        'PartiQLSelect',
        `${arn}/index/by-owner`,
      ],
      ['ExecuteStatement', { Statement: `insert into "${table}" value {'pk': 'x'}` }, 'PartiQLInsert', arn],
      ['BatchExecuteStatement', { Statements: [{ Statement: `UPDATE "${table}" SET a=1` }] }, 'PartiQLUpdate', arn],
      ['ExecuteTransaction', { TransactStatements: [{ Statement: `DELETE FROM "${table}"` }] }, 'PartiQLDelete', arn],
    ] as const
  ).map(
    ([operation, input, action, resource]): AskedCase => ({
      what: `${operation} is asked as ${action}, without a leading key`,
      operation,
      input,
      asks: [[`dynamodb:${action}`, resource, {}]],
    }),
  ),
];

function transacted(leading: readonly string[], attributes: readonly string[]): Input {
  return {
    'dynamodb:LeadingKeys': leading,
    'dynamodb:Attributes': attributes,
    'dynamodb:EnclosingOperation': 'TransactWriteItems',
  };
}
