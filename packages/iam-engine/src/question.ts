import type { AuthorizationRequest, Principal } from './request.ts';
import { foldContext, type RequestContext } from './request-context.ts';

/** A request, prepared once for all statements. */
export interface Question {
  readonly principal: Principal;
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  /** Whether the caller has a permissions boundary. */
  readonly bounded: boolean;
}

/** @throws AmbiguousContextError when two condition keys differ only in case. */
export function toQuestion(request: AuthorizationRequest, bounded: boolean): Question {
  return {
    principal: request.principal,
    action: request.action.toLowerCase(),
    resource: request.resource,
    context: foldContext(request.context),
    bounded,
  };
}
