export { AmbiguousContextError } from './ambiguous-context-error.ts';
export type { Decision, Miss, StatementRef } from './decision.ts';
export { evaluate, evaluateTrust, type PolicyLayers } from './evaluate.ts';
export { IamEngineError } from './iam-engine-error.ts';
export { loadPolicy } from './load-policy.ts';
export type { Policy, PolicyKind } from './policy.ts';
export { PolicyGrammarError } from './policy-grammar-error.ts';
export { PolicyLayerError } from './policy-layer-error.ts';
export type { AuthorizationRequest, ContextValue, Principal } from './request.ts';
