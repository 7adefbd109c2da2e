import { create, toBinary } from '@bufbuild/protobuf';
import {
  BatchGetConfigsResponseSchema,
  ConfigService,
  DeleteConfigResponseSchema,
  EncodedMessage,
  SensitivityCode,
  StoreTag,
} from '@leasehold/contract';
import { type ConfigTag, InvalidInputError, NotFoundError, type Sensitivity } from '@leasehold/domain';
import { entryMessage, getConfigReply, listConfigsReply, putConfigReply } from '../encoding/replies.ts';
import type { ServedEntry } from '../encoding/served-entry.ts';
import type { BatchGetConfigs, BatchOutcome } from '../use-cases/batch-get-configs.ts';
import type { DeleteConfig } from '../use-cases/delete-config.ts';
import type { GetConfig } from '../use-cases/get-config.ts';
import type { ListConfigs } from '../use-cases/list-configs.ts';
import type { PutConfig } from '../use-cases/put-config.ts';
import type { WatchHub } from '../watch/watch-hub.ts';
import { type AuthenticatedStream, authenticatedStream } from './authenticated-stream.ts';
import { type AuthenticatedUnary, authenticatedUnary, type EdgeParts } from './authenticated-unary.ts';
import { grpcStatus } from './grpc-status.ts';
import { rememberingReader } from './request-reader.ts';
import type { UnaryRun } from './unary-run.ts';

/** What the service can do, one class a use case. */
export interface UseCases {
  readonly getConfig: GetConfig;
  readonly batchGetConfigs: BatchGetConfigs;
  readonly listConfigs: ListConfigs;
  readonly putConfig: PutConfig;
  readonly deleteConfig: DeleteConfig;
}

type Handlers = {
  readonly [M in keyof typeof ConfigService.method]: M extends 'watchConfigs'
    ? AuthenticatedStream
    : AuthenticatedUnary;
};

/** One authenticated handler a method of the contract; the compiler refuses a missing one, or one without a token. */
export function configServiceHandlers(parts: EdgeParts, useCases: UseCases, watches: Pick<WatchHub, 'open'>): Handlers {
  const { method } = ConfigService;
  return {
    getConfig: authenticatedUnary(
      parts,
      method.getConfig,
      (caller, request, run) => {
        const served = useCases.getConfig.execute(caller, request, run);
        return served instanceof Promise
          ? served.then((entry) => getConfigReply(noted(run, entry)))
          : getConfigReply(noted(run, served));
      },
      rememberingReader(method.getConfig.input),
    ),
    batchGetConfigs: authenticatedUnary(parts, method.batchGetConfigs, async (caller, request, run) => {
      const outcomes = await run.follow(() => useCases.batchGetConfigs.execute(caller, request, run));
      run.partialFailure = outcomes.find(isWorthLogging);
      return batchReply(request.keys, outcomes);
    }),
    listConfigs: authenticatedUnary(parts, method.listConfigs, async (caller, request, run) => {
      const { service, pageSize, pageToken } = request;
      const listing = { service, pageSize, pageToken, tag: storeTags[request.tag] ?? null };
      const page = await run.follow(() => useCases.listConfigs.execute(caller, listing, run));
      run.source = 'store';
      return listConfigsReply(page.entries, page.next);
    }),
    putConfig: authenticatedUnary(parts, method.putConfig, async (caller, request, run) => {
      const { service, key, value, contentType, expectedVersion } = request;
      const sensitivity = parseSensitivity(request.sensitivity);
      const write = { service, key, value, contentType, expectedVersion, sensitivity };
      const stored = await run.follow(() => useCases.putConfig.execute(caller, write, run));
      return putConfigReply(noted(run, stored));
    }),
    deleteConfig: authenticatedUnary(parts, method.deleteConfig, async (caller, request, run) => {
      const version = await run.follow(() => useCases.deleteConfig.execute(caller, request, run));
      run.source = 'store';
      const reply = create(DeleteConfigResponseSchema, { version: BigInt(version) });
      return encoded(toBinary(DeleteConfigResponseSchema, reply));
    }),
    watchConfigs: authenticatedStream(parts, method.watchConfigs, (caller, request, run) =>
      watches.open(caller, request, run),
    ),
  };
}

const storeTags: Readonly<Record<number, ConfigTag | undefined>> = {
  [StoreTag.TENANT_CONFIG]: 'tenant_config',
  [StoreTag.PARAM_CONFIG]: 'param_config',
};

/** Proto3 enums are open: a number nobody defined reaches this. @throws InvalidInputError */
function parseSensitivity(code: SensitivityCode): Sensitivity {
  if (code === SensitivityCode.UNSPECIFIED || code === SensitivityCode.NORMAL) return 'normal';
  if (code === SensitivityCode.SENSITIVE) return 'sensitive';
  throw new InvalidInputError('sensitivity', 'SENSITIVITY_NORMAL or SENSITIVITY_SENSITIVE');
}

function noted(run: UnaryRun, served: ServedEntry): ServedEntry {
  run.source = served.source;
  return served;
}

function isWorthLogging(outcome: BatchOutcome): outcome is Error {
  return outcome instanceof Error && !(outcome instanceof NotFoundError);
}

function batchReply(keys: readonly string[], outcomes: readonly BatchOutcome[]): EncodedMessage {
  const results = outcomes.map((outcome, index) => ({
    key: keys[index] ?? '',
    outcome:
      outcome instanceof Error
        ? { case: 'error' as const, value: grpcStatus(outcome) }
        : { case: 'entry' as const, value: entryMessage(outcome) },
  }));
  return encoded(toBinary(BatchGetConfigsResponseSchema, create(BatchGetConfigsResponseSchema, { results })));
}

function encoded(bytes: Uint8Array): EncodedMessage {
  return new EncodedMessage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
