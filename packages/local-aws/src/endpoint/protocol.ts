import type { RefusalKind } from '../sigv4/signature-refusal.ts';
import type { AwsError } from './aws-error.ts';
import type { HttpReply } from './http-message.ts';

/** Errors every service of a protocol gives, whatever the operation. */
export type CommonErrorKind = RefusalKind | 'throttled' | 'internal' | 'unavailable';

/** How one service's replies look on the wire. */
export interface Protocol {
  /** The protocol's own code and HTTP status for an error that comes before the service. */
  readonly commonErrors: Readonly<Record<CommonErrorKind, { readonly code: string; readonly status: number }>>;
  renderReply(operation: string, body: Readonly<Record<string, unknown>>, requestId: string): HttpReply;
  renderError(error: AwsError, requestId: string): HttpReply;
}
