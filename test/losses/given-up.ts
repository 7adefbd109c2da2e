/** Records of the failure queue, and the changes they tell of: an event each, or the records of a batch. */
export interface GivenUp {
  readonly events: number;
  readonly batches: number;
  /** Names of the parameters of the events. */
  readonly parameters: readonly string[];
  /** Records of the table's stream that the batches hold. */
  readonly records: number;
}

interface FailureRecord {
  readonly DDBStreamBatchInfo?: { readonly batchSize: number };
  readonly requestPayload?: { readonly detail: { readonly name: string } };
}

/** Reads what Lambda wrote into the on-failure queue. */
export function givenUp(bodies: readonly string[]): GivenUp {
  const records = bodies.map((body) => JSON.parse(body) as FailureRecord);
  const batches = records.flatMap(({ DDBStreamBatchInfo }) => DDBStreamBatchInfo ?? []);
  const parameters = records.flatMap(({ requestPayload }) => requestPayload?.detail.name ?? []);
  return {
    events: parameters.length,
    batches: batches.length,
    parameters,
    records: batches.reduce((sum, { batchSize }) => sum + batchSize, 0),
  };
}

/** Changes of one key each that every live instance acknowledged, by what the notifier wrote. */
export function acknowledged(logLines: readonly string[]): number {
  const lines = logLines.map((line) => JSON.parse(line) as { event: string; failed: number; keys: number });
  return lines.reduce((sum, { event, failed, keys }) => sum + (event === 'refresh' && failed === 0 ? keys : 0), 0);
}
