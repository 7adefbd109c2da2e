import type { Deployment } from '@leasehold/policies';
import type { AwsError } from '../endpoint/aws-error.ts';
import { type CommittedWrite, effectOf, type ItemChange } from './committed-write.ts';
import {
  type ActionStore,
  actionOf,
  type DynaliteOperation,
  type DynaliteStore,
  database,
  type ParsedRequest,
  type TableDescription,
  validationOf,
  validations,
} from './dynalite-modules.ts';
import { toAwsError, validationError } from './errors.ts';
import type { ItemStorage, Reply, StepFailure, WriteOutcome, WriteStep } from './item-storage.ts';
import { WorkingStore } from './working-store.ts';

/** `ItemStorage` on dynalite's validations and actions, without its HTTP server. */
export class DynaliteStorage implements ItemStorage {
  readonly #store: DynaliteStore;
  readonly #onCommitted: (writes: readonly CommittedWrite[]) => void;

  /** `onCommitted` is told of every write to an item, in the order of the commits, before whoever wrote is answered. */
  constructor(store: DynaliteStore, onCommitted: (writes: readonly CommittedWrite[]) => void = () => {}) {
    this.#store = store;
    this.#onCommitted = onCommitted;
  }

  parse(operation: DynaliteOperation, input: Record<string, unknown>): ParsedRequest {
    const { types, custom } = validationOf(operation);
    try {
      const request = validations.checkTypes(input, types);
      validations.checkValidations(request, types, custom, this.#store);
      return request;
    } catch (thrown) {
      const error = toAwsError(thrown);
      // Only the request was looked at, so a fault of the validation itself means a request nobody should send.
      if (error.status === 500)
        throw validationError('One or more parameter values were invalid: the request cannot be read');
      throw error;
    }
  }

  async table(name: string): Promise<TableDescription | undefined> {
    try {
      return await settled<TableDescription>((done) => this.#store.getTable(name, false, done));
    } catch (thrown) {
      if (toAwsError(thrown).code === 'ResourceNotFoundException') return undefined;
      throw toAwsError(thrown);
    }
  }

  async read(operation: DynaliteOperation, request: ParsedRequest): Promise<Reply> {
    return this.#act(operation, request, (fail) => new WorkingStore(this.#store).view('put', fail));
  }

  async write(steps: readonly WriteStep[], limit = Number.POSITIVE_INFINITY): Promise<WriteOutcome> {
    try {
      return await this.#write(steps, limit);
    } catch (thrown) {
      throw toAwsError(thrown);
    }
  }

  async manage(operation: DynaliteOperation, request: ParsedRequest): Promise<Reply> {
    return this.#act(operation, request, () => this.#store);
  }

  /** Ends whatever a table was in the middle of. */
  async activate(name: string): Promise<void> {
    const table = await this.table(name);
    await settled((done) => this.#store.tableDb.put(name, { ...table, TableStatus: 'ACTIVE' }, done));
  }

  async close(): Promise<void> {
    await this.#store.db.close();
  }

  async #write(steps: readonly WriteStep[], limit: number): Promise<WriteOutcome> {
    const working = new WorkingStore(this.#store);
    const replies: Reply[] = [];
    const failures: (StepFailure | null)[] = [];
    for (const step of steps) {
      try {
        replies.push(await this.#step(working, step));
        failures.push(null);
      } catch (thrown) {
        failures.push(await this.#failure(working, step, toAwsError(thrown)));
      }
    }
    if (failures.some((failure) => failure !== null)) return { written: false, failures };
    if (working.bytes > limit)
      throw validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
    const writes = await this.#effects(await working.changes());
    await working.flush();
    // Writers hold the service's exclusive lock, so no other commit comes in between.
    this.#onCommitted(writes);
    return { written: true, replies };
  }

  async #effects(changes: readonly ItemChange[]): Promise<readonly CommittedWrite[]> {
    const writes: CommittedWrite[] = [];
    for (const change of changes) {
      const effect = effectOf(change);
      const item = change.after ?? change.before;
      const table = effect === null ? undefined : await this.table(change.table);
      if (effect === null || item === undefined || table === undefined) continue;
      const names = table.KeySchema.map(({ AttributeName }) => AttributeName);
      const keys = Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
      writes.push({ table: change.table, keys, effect });
    }
    return writes;
  }

  async #step(working: WorkingStore, { operation, request }: WriteStep): Promise<Reply> {
    if (operation !== 'ConditionCheck') {
      const kind = operation === 'UpdateItem' ? 'update' : 'put';
      return this.#act(operation, request, (fail) => working.view(kind, fail));
    }
    const refused = database.checkConditional(request, await this.#existing(working, request));
    if (refused) throw toAwsError(refused);
    return {};
  }

  async #failure(working: WorkingStore, step: WriteStep, error: AwsError): Promise<StepFailure> {
    const conditional = error.code === 'ConditionalCheckFailedException';
    return { error, existing: conditional ? await this.#existing(working, step.request) : undefined };
  }

  async #existing(working: WorkingStore, request: ParsedRequest) {
    const name = request.TableName ?? '';
    const table = await settled<TableDescription>((done) => this.#store.getTable(name, true, done));
    return working.item(name, database.createKey(request.Key ?? request.Item ?? {}, table));
  }

  async #act(
    operation: DynaliteOperation,
    request: ParsedRequest,
    storeFor: (fail: (error: unknown) => void) => ActionStore,
  ): Promise<Reply> {
    try {
      return await settled<Reply>((done, fail) => actionOf(operation)(storeFor(fail), request, done));
    } catch (thrown) {
      throw toAwsError(thrown);
    }
  }
}

function settled<T>(
  start: (done: (error: unknown, value?: unknown) => void, fail: (error: unknown) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as T)), reject);
  });
}

/** Opens the database: in memory, or LevelDB in `directory`. @throws Error when another process has it open */
export async function openDynalite(deployment: Deployment, directory: string | undefined): Promise<DynaliteStore> {
  const store = database.create({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(directory === undefined ? {} : { path: directory }),
  });
  store.tableDb.awsAccountId = deployment.account;
  store.tableDb.awsRegion = deployment.region;
  try {
    await store.db.open();
  } catch (cause) {
    throw new Error(`cannot open the DynamoDB data in ${directory ?? 'memory'}: is another process using it?`, {
      cause,
    });
  }
  return store;
}
