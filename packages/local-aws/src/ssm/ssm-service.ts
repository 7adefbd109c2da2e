import type { Deployment } from '@leasehold/policies';
import type { AwsCall, AwsService } from '../endpoint/aws-service.ts';
import type { Kms } from '../kms/kms.ts';
import { deleteParameter, deleteParameters } from './delete-parameters.ts';
import { describeParameters } from './describe-parameters.ts';
import { refusal } from './errors.ts';
import { getParameter, getParameters } from './get-parameters.ts';
import { getParametersByPath } from './get-parameters-by-path.ts';
import { getParameterHistory } from './history.ts';
import { labelParameterVersion, unlabelParameterVersion } from './labels.ts';
import { NextTokens } from './next-token.ts';
import type { ParameterChange } from './parameter-change.ts';
import { ParameterFile } from './parameter-file.ts';
import type { Operation, ParameterStore, Reply } from './parameter-store.ts';
import { ParameterTable } from './parameter-table.ts';
import { putParameter } from './put-parameter.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.ts';

export interface SsmServiceOptions {
  readonly deployment: Deployment;
  /** Where parameters survive a restart; without it they live in memory. */
  readonly dataDir?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly kms: Kms;
  /** Told of each change once it is saved. It must not throw, nor call back before it returns. */
  readonly onChange?: (change: ParameterChange) => void;
}

const reads: ReadonlyMap<string, Operation> = new Map([
  ['GetParameter', getParameter],
  ['GetParameters', getParameters],
  ['GetParametersByPath', getParametersByPath],
  ['GetParameterHistory', getParameterHistory],
  ['DescribeParameters', describeParameters],
  ['ListTagsForResource', listTagsForResource],
]);

const changes: ReadonlyMap<string, Operation> = new Map([
  ['PutParameter', putParameter],
  ['DeleteParameter', deleteParameter],
  ['DeleteParameters', deleteParameters],
  ['LabelParameterVersion', labelParameterVersion],
  ['UnlabelParameterVersion', unlabelParameterVersion],
  ['AddTagsToResource', addTagsToResource],
  ['RemoveTagsFromResource', removeTagsFromResource],
]);

/** The embedded Parameter Store. @throws ParameterFileError when `dataDir` holds something else under its file's name. */
export async function createSsmService(options: SsmServiceOptions): Promise<AwsService> {
  const file = options.dataDir === undefined ? null : new ParameterFile(options.dataDir);
  const parameters = new ParameterTable();
  for (const parameter of (await file?.load()) ?? []) parameters.set(parameter);
  const { deployment, now, kms, onChange = () => {} } = options;
  const store = { deployment, now, kms, parameters, tokens: new NextTokens(), changes: [] };
  return new SsmService(store, file, onChange);
}

class SsmService implements AwsService {
  readonly signingName = 'ssm';
  readonly eventSource = 'ssm.amazonaws.com';
  readonly accessDeniedCode = 'AccessDeniedException';
  readonly #store: ParameterStore;
  readonly #file: ParameterFile | null;
  readonly #onChange: (change: ParameterChange) => void;

  constructor(store: ParameterStore, file: ParameterFile | null, onChange: (change: ParameterChange) => void) {
    this.#store = store;
    this.#file = file;
    this.#onChange = onChange;
  }

  async handle(call: AwsCall): Promise<Reply> {
    const read = reads.get(call.operation);
    if (read !== undefined) return read(this.#store, call);
    const change = changes.get(call.operation);
    if (change === undefined) {
      throw refusal('UnknownOperationException', `The embedded Parameter Store has no operation ${call.operation}.`);
    }
    const reply = change(this.#store, call);
    const made = this.#store.changes.splice(0);
    // Acknowledged, and told to others, only once it would survive a crash.
    await this.#save();
    for (const one of made) this.#onChange(one);
    return reply;
  }

  async close(): Promise<void> {
    await this.#save();
  }

  async #save(): Promise<void> {
    await this.#file?.save(() => this.#store.parameters.after(''));
  }
}
