import type { StoredRecord } from '../../streams/stream-record.ts';

/**
 * From which record on a batch failed that the function answered for with `ReportBatchItemFailures`: everything from the lowest
 * number reported (Lambda developer guide, "Configuring partial batch response with DynamoDB and Lambda"). `null`: all succeeded;
 * 0: all failed, also where the answer cannot be read or names what is not in the batch.
 */
export function firstFailed(payload: string, records: readonly StoredRecord[]): number | null {
  const answer: unknown = JSON.parse(payload);
  if (answer === null) return null;
  if (typeof answer !== 'object') return 0;
  const failures = (answer as { readonly batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  let first: number | null = null;
  for (const failure of failures as readonly unknown[]) {
    const at = records.findIndex(({ record }) => record.dynamodb.SequenceNumber === identifierOf(failure));
    if (at < 0) return 0;
    first = Math.min(first ?? at, at);
  }
  return first;
}

function identifierOf(failure: unknown): unknown {
  return typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure ? failure.itemIdentifier : null;
}
