import type { HttpHeaders } from '../endpoint/http-message.ts';
import { SignatureRefusal } from './signature-refusal.ts';

/** What an `Authorization: AWS4-HMAC-SHA256 …` header says; nothing of it is believed yet. */
export interface ClaimedSignature {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  /** Lower-case names in the order given. */
  readonly signedHeaders: readonly string[];
  /** 64 hex digits. */
  readonly signature: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/** Reads the header. Presigned URLs, other algorithms and doubled headers are refused. @throws SignatureRefusal */
export function claimedSignature(headers: HttpHeaders, query: string): ClaimedSignature {
  if (/(^|&)X-Amz-(Algorithm|Signature|Credential)=/i.test(query)) {
    throw new SignatureRefusal(
      'incomplete',
      'Presigned requests are not supported here: sign the request in the Authorization header.',
    );
  }
  const values = headers.all('authorization');
  const [header] = values;
  if (header === undefined) throw new SignatureRefusal('missing', 'Request is missing Authentication Token');
  if (values.length > 1) {
    throw new SignatureRefusal('incomplete', "Authorization header requires exactly one 'Authorization' header.");
  }
  if (!header.startsWith(`${algorithm} `)) {
    throw header.startsWith('AWS4-')
      ? new SignatureRefusal('incomplete', `Unsupported AWS 'algorithm': only ${algorithm} is supported.`)
      : new SignatureRefusal('missing', 'Request is missing Authentication Token');
  }
  return parse(header.slice(algorithm.length + 1));
}

function parse(text: string): ClaimedSignature {
  const parts = new Map<string, string>();
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim();
    if (equals < 0 || parts.has(name)) {
      throw new SignatureRefusal('incomplete', 'Authorization header holds a part that is not one key=value pair.');
    }
    parts.set(name, part.slice(equals + 1).trim());
  }
  const absent = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  if (absent.length > 0) {
    throw new SignatureRefusal(
      'incomplete',
      absent.map((name) => `Authorization header requires '${name}' parameter.`).join(' '),
    );
  }
  const [accessKeyId, date, region, service, terminator, ...rest] = (parts.get('Credential') ?? '').split('/');
  if (!accessKeyId || !date || !region || !service || !terminator || rest.length > 0) {
    throw new SignatureRefusal(
      'incomplete',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  }
  return {
    accessKeyId,
    date,
    region,
    service,
    terminator,
    signedHeaders: (parts.get('SignedHeaders') ?? '').split(';'),
    signature: parts.get('Signature') ?? '',
  };
}
