import type { HttpHeaders } from '../endpoint/http-message.ts';
import { SignatureRefusal } from './signature-refusal.ts';

const toleranceMs = 5 * 60 * 1000;
const basicFormat = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** When the request says it was signed. */
export interface SigningTime {
  /** `YYYYMMDDTHHMMSSZ`, the form that was signed. */
  readonly text: string;
  /** Throws unless it lies within five minutes of `now`, the tolerance of AWS's services but S3. */
  checkSkew(now: number, refuse: (message: string) => Error): void;
}

/** `X-Amz-Date`, or `Date` when that is absent, as botocore and others may send it. @throws SignatureRefusal */
export function signingTime(headers: HttpHeaders): SigningTime {
  const amzDates = headers.all('x-amz-date');
  const text = amzDates.length > 0 ? headers.only('x-amz-date') : fromHttpDate(headers.only('date'));
  const milliseconds = text === undefined ? Number.NaN : parseBasic(text);
  if (text === undefined || Number.isNaN(milliseconds)) {
    throw new SignatureRefusal(
      'incomplete',
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  return {
    text,
    checkSkew(now, refuse) {
      const at = basic(now);
      if (milliseconds < now - toleranceMs) {
        throw refuse(`Signature expired: ${text} is now earlier than ${basic(now - toleranceMs)} (${at} - 5 min.)`);
      }
      if (milliseconds > now + toleranceMs) {
        throw refuse(
          `Signature not yet current: ${text} is still later than ${basic(now + toleranceMs)} (${at} + 5 min.)`,
        );
      }
    },
  };
}

function fromHttpDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (basicFormat.test(text)) return text;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : basic(milliseconds);
}

function parseBasic(text: string): number {
  const match = basicFormat.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function basic(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
}
