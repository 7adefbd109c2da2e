/** Request headers by lower-case name; a header sent twice has two values. */
export class HttpHeaders {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: Readonly<Record<string, readonly string[] | undefined>>) {
    const entries = Object.entries(values).map(([name, list]) => [name.toLowerCase(), list ?? []] as const);
    this.#values = new Map(entries);
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The header's value when it was sent exactly once; a doubled header is as good as none. */
  only(name: string): string | undefined {
    const values = this.all(name);
    return values.length === 1 ? values[0] : undefined;
  }

  names(): readonly string[] {
    return [...this.#values.keys()];
  }
}

/** One whole request, body included. */
export interface HttpRequest {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Bytes of the body after which the connection drops; all of it when absent. */
  readonly bytesSent?: number;
}
