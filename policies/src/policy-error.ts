/** Base of what this package refuses. A message names the field and the rule, never the offending text. */
export abstract class PolicyError extends Error {
  abstract readonly code:
    | 'name-grammar'
    | 'deployment-grammar'
    | 'session-name'
    | 'trust-policy-size'
    | 'revocations-size'
    | 'revocations-unreadable'
    | 'unreadable-document'
    | 'unreadable-deployment'
    | 'render-options'
    | 'folder-in-use'
    | 'untranslatable'
    | 'untranslatable-document'
    | 'unknown-revision'
    | 'broken-set'
    | 'unknown-broken-set'
    | 'unknown-theorem'
    | 'no-documents';

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
