/** What came of telling one instance, over all rounds. */
export interface InstanceResult {
  /** As Cloud Map has it. */
  readonly instance: string;
  /** `gone` and `unhealthy`: it did not acknowledge, and Cloud Map no longer counts it among those that are live. */
  readonly outcome: 'acknowledged' | 'failed' | 'gone' | 'unhealthy';
  readonly attempts: number;
  /** Of the last attempt that failed. */
  readonly code?: string;
  /** From the first attempt to the end of the last, in milliseconds. */
  readonly tookMs: number;
}
