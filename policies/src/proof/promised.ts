/*
 * What the theorems promise, written out. The documents are built from lists of their own (`granted-actions.ts`,
 * `session-tags.ts`), which nothing in the proof may import: a theorem that took its words from there would change with the
 * mistake that it is to find.
 */

/** The caller roles that may open a session of each access. Readers open none of the writer role. */
export const callerRolesFor = { read: ['reader', 'writer', 'admin'], write: ['writer', 'admin'] } as const;

/** The one caller role that writes what a tenant's services share. */
export const sharedWriterRole = 'admin';

/** The session tags, exactly these. */
export const sessionTagKeys = ['TenantId', 'UserRole'] as const;

export const itemReads = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'] as const;
export const itemWrites = ['dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;
export const parameterReads = ['ssm:GetParameter', 'ssm:GetParameters'] as const;
export const parameterLists = ['ssm:GetParametersByPath'] as const;
export const parameterWrites = ['ssm:DeleteParameter', 'ssm:PutParameter'] as const;
export const keyReads = ['kms:Decrypt'] as const;
export const keyWrites = ['kms:Encrypt'] as const;

/** All that a session of tenant-reader may ever do, and all that one of tenant-writer may. */
export const readerActions = [...itemReads, ...parameterReads, ...parameterLists, ...keyReads] as const;
export const writerActions = [...readerActions, ...itemWrites, ...parameterWrites, ...keyWrites] as const;

/** What the notifier reads of a stream; each is asked of the stream itself. */
export const streamReads = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'] as const;
