import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reply, or the error AWS would answer with. */
export type CannedAnswer = Readonly<Record<string, unknown>> | CannedError;

export class CannedError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the error's shape has besides its message. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message = '',
    headers: Readonly<Record<string, string>> = {},
    members: Readonly<Record<string, unknown>> = {},
  ) {
    this.status = status;
    this.code = code;
    this.message = message;
    this.headers = headers;
    this.members = members;
  }
}

/** Answers what a test tells it to, for what the embedded AWS cannot be made to do. */
export class CannedAws {
  answer: (target: string, input: unknown, headers: Readonly<Record<string, unknown>>) => CannedAnswer = () => ({});
  readonly url: string;
  readonly #closing: (() => unknown)[] = [];

  private constructor(url: string) {
    this.url = url;
  }

  static async start(): Promise<CannedAws> {
    let aws: CannedAws | undefined;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const input: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        const target = String(request.headers['x-amz-target']);
        const answer = aws?.answer(target, input, request.headers) ?? {};
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        response.setHeader('x-amzn-requestid', 'REQUEST-ID-0123456789');
        if (answer instanceof CannedError) {
          for (const [header, value] of Object.entries(answer.headers)) response.setHeader(header, value);
          response.statusCode = answer.status;
          response.end(JSON.stringify({ __type: answer.code, message: answer.message, ...answer.members }));
        } else response.end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    aws = new CannedAws(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    aws.onClose(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    return aws;
  }

  onClose(close: () => unknown): void {
    this.#closing.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.reverse()) await close();
  }
}
