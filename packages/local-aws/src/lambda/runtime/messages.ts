/** What a worker is started with. */
export interface RuntimeData {
  /** File URL of the bundle. */
  readonly bundle: string;
  /** Name of the function it exports. */
  readonly exported: string;
}

/** One invocation, to the worker. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** How long it may take, from when the worker gets this. */
  readonly timeoutMs: number;
}

/** What a function's own failure looks like to whoever invoked it (Lambda developer guide, "Node.js function errors"). */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** From the worker. */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  /** The bundle could not be loaded; the worker ends. */
  | { readonly kind: 'not-ready'; readonly failure: FunctionFailure }
  | { readonly kind: 'output'; readonly text: string }
  /** `payload`: JSON. */
  | { readonly kind: 'done'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'failed'; readonly requestId: string; readonly failure: FunctionFailure };
