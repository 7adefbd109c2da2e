/** A pattern that EventBridge would not take. Its text is EventBridge's reason, as far as that is known (?). */
export class EventPatternError extends Error {
  readonly code = 'InvalidEventPatternException';

  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
    this.name = 'EventPatternError';
  }
}
