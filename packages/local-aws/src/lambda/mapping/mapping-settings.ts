/** An event source mapping of the table's stream, with the limits and defaults of Lambda's. */
export interface MappingSettings {
  /** Name of the function. */
  readonly function: string;
  /** Where it begins; what was written before is not seen from `LATEST`. */
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  /** Records a batch at most, 1-10,000; 100 when absent. */
  readonly batchSize?: number;
  /** How long a batch that is not full waits for more, 0-300,000 milliseconds; 0 when absent. */
  readonly batchingWindowMs?: number;
  /** Retries of a batch, 0-10,000, or -1 for as long as its records live; -1 when absent. */
  readonly maximumRetryAttempts?: number;
  /** Age at which a record is given up, 60,000-604,800,000 milliseconds, or -1 for the stream's 24 hours; -1 when absent. */
  readonly maximumRecordAgeMs?: number;
  /** Whether a batch that failed is split in two before it is retried. Splitting is no retry. */
  readonly bisectBatchOnFunctionError?: boolean;
  /** Whether the function says which records failed: `{ batchItemFailures: [{ itemIdentifier }] }`. */
  readonly reportBatchItemFailures?: boolean;
  /** FilterCriteria: patterns of which a record must match one. At most 5; none when absent, and all records pass. */
  readonly filters?: readonly unknown[];
  /** Name of the queue that gets a record of each batch that was given up; nothing is kept when absent. */
  readonly onFailureQueue?: string;
  /** How long the wait is after so many failures in a row, 1 and more. Lambda's own is not documented (?): 1 s, doubled to 60 s. */
  readonly retryDelayMs?: (failures: number) => number;
}

export type CheckedMapping = Required<Omit<MappingSettings, 'onFailureQueue'>> &
  Pick<MappingSettings, 'onFailureQueue'>;

/** AWS keeps a stream's records this long. */
const streamAgeMs = 24 * 60 * 60 * 1000;

/** @throws RangeError for what Lambda would not take */
export function checkedMapping(settings: MappingSettings): CheckedMapping {
  const checked: CheckedMapping = {
    batchSize: 100,
    batchingWindowMs: 0,
    maximumRetryAttempts: -1,
    maximumRecordAgeMs: -1,
    bisectBatchOnFunctionError: false,
    reportBatchItemFailures: false,
    filters: [],
    retryDelayMs: (failures) => Math.min(1_000 * 2 ** (failures - 1), 60_000),
    ...settings,
  };
  between('batchSize', checked.batchSize, 1, 10_000);
  between('batchingWindowMs', checked.batchingWindowMs, 0, 300_000);
  between('maximumRetryAttempts', checked.maximumRetryAttempts, -1, 10_000);
  if (checked.maximumRecordAgeMs !== -1) between('maximumRecordAgeMs', checked.maximumRecordAgeMs, 60_000, 604_800_000);
  if (checked.filters.length > 5) throw new RangeError('filters: at most 5');
  return { ...checked, maximumRecordAgeMs: ageLimit(checked.maximumRecordAgeMs) };
}

function ageLimit(ms: number): number {
  return ms === -1 ? streamAgeMs : Math.min(ms, streamAgeMs);
}

function between(name: string, value: number, min: number, max: number): void {
  if (!(Number.isInteger(value) && value >= min && value <= max)) {
    throw new RangeError(`${name}: a whole number from ${min} to ${max}`);
  }
}
