import { type SnapshotReason, snapshotReasons } from './watch-messages.ts';

/** What watches came to, since the start. */
export class WatchTally {
  /** Changes told to watchers. */
  delivered = 0;
  /** Changes that were not told, because a newer one of the same key came before there was room for them. */
  coalesced = 0;
  /** Watches that went on where their resume token ended. */
  resumed = 0;
  /** Changes nobody told of that a sweep found watchers to have missed. */
  repaired = 0;
  /** Reads of watched keys that failed and are tried again. */
  failedReads = 0;
  readonly #snapshots = new Map<SnapshotReason, number>(snapshotReasons.map((reason) => [reason, 0]));

  snapshot(reason: SnapshotReason): void {
    this.#snapshots.set(reason, this.snapshots(reason) + 1);
  }

  /** Watches that began with a snapshot, by why. */
  snapshots(reason: SnapshotReason): number {
    return this.#snapshots.get(reason) ?? 0;
  }
}
