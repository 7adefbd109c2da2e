import { createHash, randomUUID } from 'node:crypto';

/** A message as whoever received it holds it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** Message attributes, all of them texts. */
  readonly attributes: Readonly<Record<string, string>>;
  /** For `delete`; of this one receipt. */
  readonly receiptHandle: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
}

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: number;
  visibleAt: number;
  receiptHandle: string | null;
  firstReceivedAt: number | null;
  receiveCount: number;
}

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** SQS's longest retention, 14 days, in seconds: what could not be delivered should be found after a holiday. */
export const retentionSeconds = 14 * 24 * 60 * 60;
/** SQS's default visibility timeout, in seconds. */
export const visibilitySeconds = 30;
/** AWS has no such limit; this process's memory does. */
const capacity = 100_000;

/** A standard queue: what is received is hidden for a while and comes again unless it is deleted. In memory. */
export class LocalQueue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly #now: () => number;
  #messages: Message[] = [];

  constructor({ name, arn, now }: QueueOptions) {
    this.name = name;
    this.arn = arn;
    this.#now = now;
    this.createdAt = now();
  }

  /** `null` when the queue holds all it can. */
  send(
    body: string,
    attributes: Readonly<Record<string, string>> = {},
  ): { readonly messageId: string; readonly md5OfBody: string } | null {
    this.#expire();
    if (this.#messages.length >= capacity) return null;
    const sentAt = this.#now();
    const messageId = randomUUID();
    const fresh = { visibleAt: sentAt, receiptHandle: null, firstReceivedAt: null, receiveCount: 0 };
    this.#messages.push({ messageId, body, attributes, sentAt, ...fresh });
    return { messageId, md5OfBody: md5(body) };
  }

  /** At most `max` messages, oldest first, each hidden for `hiddenMs` from now. */
  receive(max: number, hiddenMs: number): readonly ReceivedMessage[] {
    this.#expire();
    const now = this.#now();
    const received: ReceivedMessage[] = [];
    for (const message of this.#messages) {
      if (received.length >= max) break;
      if (message.visibleAt > now) continue;
      const receiptHandle = randomUUID();
      message.visibleAt = now + hiddenMs;
      message.receiptHandle = receiptHandle;
      message.firstReceivedAt ??= now;
      message.receiveCount += 1;
      const { messageId, body, attributes, sentAt, firstReceivedAt, receiveCount } = message;
      const times = { sentAt, firstReceivedAt, receiveCount };
      received.push({ messageId, body, attributes, md5OfBody: md5(body), receiptHandle, ...times });
    }
    return received;
  }

  /** Forgets the message whose newest receipt this is; an older receipt deletes nothing, as AWS warns. */
  delete(receiptHandle: string): void {
    this.#messages = this.#messages.filter((message) => message.receiptHandle !== receiptHandle);
  }

  /** Every message in the queue, hidden ones included, oldest first; looking changes nothing. For tests and for reports. */
  bodies(): readonly string[] {
    this.#expire();
    return this.#messages.map(({ body }) => body);
  }

  get counts(): { readonly visible: number; readonly hidden: number } {
    this.#expire();
    const now = this.#now();
    const visible = this.#messages.filter(({ visibleAt }) => visibleAt <= now).length;
    return { visible, hidden: this.#messages.length - visible };
  }

  #expire(): void {
    const from = this.#now() - retentionSeconds * 1000;
    if ((this.#messages[0]?.sentAt ?? from) < from) {
      this.#messages = this.#messages.filter(({ sentAt }) => sentAt >= from);
    }
  }
}

/** SQS's clients compare it with that of what they sent. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
