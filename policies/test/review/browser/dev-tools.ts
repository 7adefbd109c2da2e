import type { Readable, Writable } from 'node:stream';

/** A message of the Chrome DevTools Protocol, as it comes. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export interface DevToolsEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Which page it is about; `undefined` for the browser itself. */
  readonly session: string | undefined;
}

interface Pending {
  readonly resolve: (result: Readonly<Record<string, unknown>>) => void;
  readonly reject: (error: Error) => void;
}

/** The DevTools Protocol over two pipes: JSON messages with a zero byte after each. */
export class DevTools {
  readonly #out: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: DevToolsEvent) => void>();
  #lastId = 0;
  #rest = '';
  #ended: Error | null = null;

  constructor(out: Writable, into: Readable) {
    this.#out = out;
    out.on('error', (error) => this.#fail(error));
    into.setEncoding('utf8');
    into.on('data', (text: string) => this.#read(text));
    into.on('close', () => this.#fail(new Error('the browser has ended')));
  }

  /** Sends one command and answers with its result. @throws Error with what the browser says is wrong, or that it has ended */
  send(method: string, params: object = {}, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
  }

  /** Hears every event from now on. */
  listen(listener: (event: DevToolsEvent) => void): void {
    this.#listeners.add(listener);
  }

  #read(text: string): void {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop() ?? '';
    for (const message of messages) this.#take(JSON.parse(message) as Message);
  }

  #take({ id, method, params = {}, result = {}, error, sessionId }: Message): void {
    if (id === undefined) {
      if (method !== undefined)
        for (const listener of this.#listeners) listener({ method, params, session: sessionId });
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(error.message));
  }

  #fail(error: Error): void {
    this.#ended = error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
