/** Base of everything this package throws on purpose. */
export abstract class IamEngineError extends Error {
  abstract readonly code: 'policy-grammar' | 'policy-layer' | 'ambiguous-context';

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
