/*
 * Every action a tenant's session may use: exactly those the stores send. `dynamodb:Scan` carries no leading keys,
 * PartiQL and index ARNs widen what one call can reach, and `ssm:DescribeParameters` has no resource scope, so none of
 * them is here. TransactWriteItems has no action of its own: each item is asked as its
 * PutItem or UpdateItem.
 */

/** Actions that read items by leading key. */
export const itemReads = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'] as const;

/** Actions that write items by leading key. `dynamodb:DeleteItem` is not among them: deleting writes a tombstone. */
export const itemWrites = ['dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;

/** Actions that AWS authorises on each parameter. */
export const parameterReads = ['ssm:GetParameter', 'ssm:GetParameters'] as const;

/** Authorised on the requested path alone, and answers with everything below it. */
export const parameterLists = ['ssm:GetParametersByPath'] as const;

/** Actions that change parameters. */
export const parameterWrites = ['ssm:DeleteParameter', 'ssm:PutParameter'] as const;

/** What Parameter Store asks of the key to read a SecureString. */
export const keyReads = ['kms:Decrypt'] as const;

/** What Parameter Store asks of the key to write a standard-tier SecureString. */
export const keyWrites = ['kms:Encrypt'] as const;

/** All that the tenant-reader role grants. */
export const readerActions = [...itemReads, ...parameterReads, ...parameterLists, ...keyReads] as const;

/** All that the tenant-writer role grants. */
export const writerActions = [...readerActions, ...itemWrites, ...parameterWrites, ...keyWrites] as const;
