import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@leasehold/domain';

/** One request as it arrived. */
export interface StsRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string | null;
}

export interface StsReply {
  readonly status: number;
  readonly body: string;
  /** `text/xml` unless said; `null` for none. */
  readonly contentType?: string | null;
  /** The connection ends after so many bytes of the body, or stalls there. */
  readonly cutAt?: number;
  readonly stallAt?: number;
}

/** What a good answer says; tests change parts of it. `null` leaves one out. */
export interface AnswerParts {
  accessKeyId: string | null;
  secretAccessKey: string | null;
  sessionToken: string | null;
  expiration: string | null;
  arn: string | null;
  sourceIdentity: string | null;
  packedPolicySize: string | null;
}

/** An STS endpoint on 127.0.0.1 that answers as told, in STS's own XML. */
export class FakeSts {
  readonly url: string;
  readonly requests: StsRequest[] = [];
  /** Changes the good answer. */
  change: (parts: AnswerParts) => Partial<AnswerParts> = () => ({});
  /** Answers in place of the good answer, or `'hang'` or `'cut'`; each entry serves one request, the last one all others. */
  replies: (StsReply | 'hang' | 'cut' | 'good')[] = [];
  /** This STS's clock minus the test's, in milliseconds: it dates answers and ends sessions by its own. */
  skewMs = 0;
  /** The `Date` of answers when it is not the time; `null` for none. */
  date: string | null | undefined;
  /** Told of each request, before it is answered. */
  onRequest: () => void = () => {};
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(clock: Clock): Promise<FakeSts> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
        sts.requests.push({ form, authorization: request.headers.authorization ?? null });
        sts.onRequest();
        const told = (sts.replies.length > 1 ? sts.replies.shift() : sts.replies[0]) ?? 'good';
        const reply = told === 'good' ? sts.good(form, clock) : told;
        if (reply === 'hang') return;
        if (reply === 'cut') {
          request.socket.destroy();
          return;
        }
        const date = sts.date === undefined ? new Date(clock.now() + sts.skewMs).toUTCString() : sts.date;
        response.sendDate = false;
        response.writeHead(reply.status, {
          'x-amzn-requestid': 'request-1',
          ...(reply.contentType === null ? {} : { 'content-type': reply.contentType ?? 'text/xml' }),
          ...(date === null ? {} : { date }),
        });
        const sent = reply.cutAt ?? reply.stallAt;
        if (sent === undefined) response.end(reply.body);
        else response.write(reply.body.slice(0, sent), () => reply.cutAt !== undefined && request.socket.destroy());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sts = new FakeSts(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return sts;
  }

  /** The good answer to a form. */
  good(form: Readonly<Record<string, string>>, clock: Clock): StsReply {
    const tenant = form['RoleSessionName'] ?? '';
    const role = form['RoleArn']?.split('/').at(-1);
    const good: AnswerParts = {
      accessKeyId: `ASIA${this.requests.length}`,
      secretAccessKey: `secret-of-${tenant}`,
      sessionToken: `session-of-${tenant}`,
      expiration: new Date(clock.now() + this.skewMs + Number(form['DurationSeconds']) * 1000).toISOString(),
      arn: `arn:aws:sts::111122223333:assumed-role/${role}/${tenant}`,
      sourceIdentity: tenant,
      packedPolicySize: '31',
    };
    const parts = { ...good, ...this.change(good) };
    const action = form['Action'];
    const body = `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>
      <Credentials>${element('AccessKeyId', parts.accessKeyId)}${element('SecretAccessKey', parts.secretAccessKey)}
      ${element('SessionToken', parts.sessionToken)}${element('Expiration', parts.expiration)}</Credentials>
      <AssumedRoleUser>${element('Arn', parts.arn)}</AssumedRoleUser>${element('SourceIdentity', parts.sourceIdentity)}
      ${element('PackedPolicySize', parts.packedPolicySize)}
      </${action}Result></${action}Response>`;
    return { status: 200, body };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** An error in STS's XML. */
export function stsError(code: string, status: number, message = 'no'): StsReply {
  return {
    status,
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
      <Code>${code}</Code><Message>${message}</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`,
  };
}

function element(name: string, text: string | null): string {
  return text === null ? '' : `<${name}>${text}</${name}>`;
}
