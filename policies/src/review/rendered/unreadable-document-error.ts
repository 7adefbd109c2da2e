import { PolicyError } from '../../policy-error.ts';

/** A rendered document could not be read back as one of this project's documents. `cause` says where it breaks which rule. */
export class UnreadableDocumentError extends PolicyError {
  readonly code = 'unreadable-document';
  readonly document: string;

  constructor(document: string, rule: string, cause?: unknown) {
    super(`${document}.json cannot be read as a policy document: ${rule}`);
    this.document = document;
    this.cause = cause;
  }
}
