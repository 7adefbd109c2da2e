/*
 * Actions of DynamoDB that touch items in ways no tenant's session needs. Those that make a copy belong here as well: a
 * restored table, an export or a replica has the items and not the table's policy. What only manages the table, its
 * backups and its stream is not among them (Service Authorization Reference, Amazon DynamoDB).
 */

/** Touch items in place. */
export const otherItemActions = [
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLSelect',
  'dynamodb:PartiQLUpdate',
  'dynamodb:Scan',
  'dynamodb:SearchVectors',
  'dynamodb:WriteDataForReplication',
] as const;

/** Read what changed out of a stream. Describing the stream shows none of it. */
export const streamRecords = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator'] as const;

/** Carry items to another place. */
export const itemCopies = [
  'dynamodb:AssociateTableReplica',
  'dynamodb:CreateTableReplica',
  'dynamodb:EnableKinesisStreamingDestination',
  'dynamodb:ExportTableToPointInTime',
  'dynamodb:ReadDataForReplication',
  'dynamodb:RestoreTableToPointInTime',
] as const;
