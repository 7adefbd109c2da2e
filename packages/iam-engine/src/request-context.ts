import { AmbiguousContextError } from './ambiguous-context-error.ts';
import type { FoldedKey } from './matching/condition-key.ts';
import type { ContextValue } from './request.ts';

/** A request's condition keys as policies see them: without regard to case, and without empty sets. */
export interface RequestContext {
  /** `undefined` when the key is absent, or has no value (an empty set is null, as the IAM user guide puts it). */
  get(key: FoldedKey): ContextValue | undefined;
}

/** A request without any condition key. */
export const noContext: RequestContext = { get: () => undefined };

/** @throws AmbiguousContextError when two keys differ only in case. */
export function foldContext(context: Readonly<Record<string, ContextValue>>): RequestContext {
  const folded = new Map<FoldedKey, ContextValue>();
  for (const key of Object.keys(context)) {
    const value = context[key];
    const lower = key.toLowerCase();
    if (folded.has(lower)) throw new AmbiguousContextError(key);
    if (value !== undefined && !isEmptySet(value)) folded.set(lower, value);
  }
  return folded;
}

/**
 * "Resolves to a null data set, such as an empty string" (IAM user guide, set operators). A single-valued empty string is a
 * value: STS allows an empty session tag, and it is a tag.
 */
function isEmptySet(value: ContextValue): boolean {
  return typeof value !== 'string' && value.every((member) => member === '');
}
