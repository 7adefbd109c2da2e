import { AsyncLocalStorage } from 'node:async_hooks';

/** Most request ids kept of one call; a batch or a retried write makes several AWS calls. */
const maxIds = 16;

/**
 * Joins AWS calls to the gRPC call they were made for, so that its log line names them. Entered only where a store is
 * asked: a cache hit has nothing to follow. A load that several callers share is told to the one that began it.
 */
export class AwsTrail {
  readonly #following = new AsyncLocalStorage<string[]>();

  /** AWS calls made by `work` are noted in `ids`. */
  follow<T>(ids: string[], work: () => T): T {
    return this.#following.run(ids, work);
  }

  /** An AWS call was made; `requestId` is AWS's, `null` when no answer came. */
  note(requestId: string | null): void {
    const ids = this.#following.getStore();
    if (ids !== undefined && requestId !== null && ids.length < maxIds) ids.push(requestId);
  }
}
