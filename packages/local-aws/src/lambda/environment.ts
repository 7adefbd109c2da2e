import { Worker } from 'node:worker_threads';
import { LineSplitter } from './line-splitter.ts';
import type { FunctionFailure, InvokeMessage, RuntimeData, RuntimeMessage } from './runtime/messages.ts';

/** What came of one attempt to run a function. */
export type InvocationResult =
  /** `payload`: what the handler returned, as JSON. */
  { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly failure: FunctionFailure };

export interface EnvironmentOptions extends RuntimeData {
  /** All of it: nothing of this process's own environment is seen inside. */
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly onLine: (line: string) => void;
  readonly delay: (ms: number) => Promise<void>;
}

/**
 * One execution environment: a worker thread that runs one invocation at a time and stays warm in between. It is over after a
 * timeout, or when what runs in it ends it.
 */
export class Environment {
  readonly #worker: Worker;
  readonly #delay: (ms: number) => Promise<void>;
  readonly #lines: LineSplitter;
  readonly #ready: Promise<FunctionFailure | null>;
  #settle: ((result: InvocationResult) => void) | null = null;
  #over = false;
  /** Request id of what runs now. */
  #current: string | null = null;
  /** Counts invocations: a retry has the request id of the attempt before. */
  #turn = 0;

  constructor(options: EnvironmentOptions) {
    const { bundle, exported, variables, memoryMb, onLine, delay } = options;
    this.#delay = delay;
    this.#lines = new LineSplitter(onLine);
    const data: RuntimeData = { bundle, exported };
    this.#worker = new Worker(new URL('./runtime/main.ts', import.meta.url), {
      workerData: data,
      env: { ...variables },
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    // A warm environment that nobody uses keeps no process alive.
    this.#worker.unref();
    this.#ready = new Promise((resolve) => this.#listen(resolve));
  }

  /** Whether it cannot be used any more. */
  get over(): boolean {
    return this.#over;
  }

  /** Never rejects. */
  async invoke(message: InvokeMessage): Promise<InvocationResult> {
    const result = new Promise<InvocationResult>((resolve) => {
      this.#settle = resolve;
    });
    const seconds = (message.timeoutMs / 1000).toFixed(2);
    this.#turn += 1;
    const turn = this.#turn;
    void this.#delay(message.timeoutMs).then(() => {
      if (this.#turn !== turn || this.#current === null) return;
      this.#end({ errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${seconds} seconds` });
    });
    this.#current = message.requestId;
    this.#worker.ref();
    const notReady = await this.#ready;
    if (notReady !== null) this.#end(notReady);
    else if (!this.#over) this.#worker.postMessage(message);
    const outcome = await result;
    if (!this.#over) this.#worker.unref();
    return outcome;
  }

  /** Ends what runs in it. */
  async stop(): Promise<void> {
    this.#end({ errorType: 'Runtime.ExitError', errorMessage: 'The execution environment was shut down' });
    await this.#worker.terminate();
  }

  #listen(ready: (failure: FunctionFailure | null) => void): void {
    this.#worker.on('message', (message: RuntimeMessage) => {
      switch (message.kind) {
        case 'output':
          this.#lines.push(message.text);
          return;
        case 'ready':
          ready(null);
          return;
        case 'not-ready':
          ready(message.failure);
          return;
        case 'done':
          if (message.requestId === this.#current) this.#finish({ ok: true, payload: message.payload });
          return;
        case 'failed':
          if (message.requestId === this.#current) this.#finish({ ok: false, failure: message.failure });
      }
    });
    this.#worker.on('error', (error: unknown) => {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.#end({ errorType: 'Runtime.UnhandledError', errorMessage: text });
    });
    this.#worker.on('exit', (status) => {
      ready(null);
      this.#end({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with error: exit status ${status}` });
    });
  }

  #finish(result: InvocationResult): void {
    this.#lines.flush();
    const settle = this.#settle;
    this.#settle = null;
    this.#current = null;
    settle?.(result);
  }

  #end(failure: FunctionFailure): void {
    if (!this.#over) {
      this.#over = true;
      // However long it takes to end, nobody waits for it.
      this.#worker.unref();
      void this.#worker.terminate();
    }
    this.#finish({ ok: false, failure });
  }
}
