import type { AuthorizationRequest } from '@leasehold/iam-engine';

export type Values = string | readonly string[];
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, Values>>>>;
export type PrincipalElement = '*' | Readonly<Record<string, Values>>;

/** A statement as the generators write it: what IAM's grammar allows, in the spelling of its JSON. */
export interface RawStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: Values;
  readonly NotAction?: Values;
  readonly Resource?: Values;
  readonly NotResource?: Values;
  readonly Condition?: ConditionBlock;
}

export interface RawDocument {
  readonly Version?: '2008-10-17' | '2012-10-17';
  readonly Statement: readonly RawStatement[];
}

/**
 * One question to both engines. `identity` is always there for callers that have identity policies, since the oracle knows no
 * absent identity layer; `trust` stands alone. At most one policy in each other layer: the oracle takes no more.
 */
export interface Pair {
  readonly policies: {
    readonly identity?: readonly RawDocument[];
    readonly boundary?: RawDocument;
    readonly session?: RawDocument;
    readonly resource?: RawDocument;
    readonly scp?: RawDocument;
    readonly rcp?: RawDocument;
    readonly trust?: RawDocument;
  };
  readonly request: AuthorizationRequest;
}

const layerNames = ['identity', 'boundary', 'session', 'resource', 'scp', 'rcp', 'trust'] as const;
export type LayerName = (typeof layerNames)[number];

/** Every document of a pair with its layer. */
export function documentsOf({
  policies,
}: Pair): readonly { readonly layer: LayerName; readonly document: RawDocument }[] {
  return layerNames.flatMap((layer) => {
    const documents = policies[layer];
    return [documents ?? []].flat().map((document: RawDocument) => ({ layer, document }));
  });
}

export function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
