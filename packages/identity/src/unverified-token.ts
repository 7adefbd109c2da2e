import { isAlgorithm } from './algorithm.ts';
import { checkTokenText } from './bearer.ts';
import { hasDuplicateMember } from './duplicate-members.ts';
import { refusal } from './refusal.ts';

/** What a token says before anyone has checked its signature: only good for choosing which issuer's keys to try. */
export interface UnverifiedToken {
  readonly text: string;
  readonly issuer: string;
  readonly keyId: string;
  /** `at+jwt` (RFC 9068) says the token is an access token. */
  readonly type: 'JWT' | 'at+jwt' | null;
}

/** Header members that bring or point at a key, or that demand an extension we do not have. */
const forbiddenHeaders = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'cty', 'zip', 'enc'];

const maxKeyIdLength = 256;

/**
 * Takes a token apart without trusting it.
 * @throws UnauthenticatedError when it is not three canonical base64url parts, its header or payload is not one JSON
 * object without duplicate members, or its header is not one we would accept whatever the signature says.
 */
export function parseUnverified(text: string): UnverifiedToken {
  checkTokenText(text);
  const [headerPart = '', payloadPart = '', signaturePart = ''] = text.split('.');
  const header = parseObject(headerPart);
  const payload = parseObject(payloadPart);
  decodeCanonical(signaturePart);

  if (forbiddenHeaders.some((name) => Object.hasOwn(header, name))) throw refusal('forbidden-header');
  if (!isAlgorithm(header['alg'])) throw refusal('algorithm');
  const keyId = header['kid'];
  if (typeof keyId !== 'string' || keyId === '' || keyId.length > maxKeyIdLength) throw refusal('no-key-id');
  const issuer = payload['iss'];
  if (typeof issuer !== 'string') throw refusal('unknown-issuer');
  return { text, issuer, keyId, type: parseType(header['typ']) };
}

/** RFC 8725 section 3.11: a JWT made for another purpose (a logout token, a DPoP proof) says so in `typ`. */
function parseType(type: unknown): UnverifiedToken['type'] {
  if (type === undefined) return null;
  if (typeof type !== 'string') throw refusal('token-type');
  switch (type.toLowerCase()) {
    case 'jwt':
      return 'JWT';
    case 'at+jwt':
    case 'application/at+jwt':
      return 'at+jwt';
    default:
      throw refusal('token-type');
  }
}

function parseObject(part: string): Readonly<Record<string, unknown>> {
  let json: string;
  let value: unknown;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decodeCanonical(part));
    value = JSON.parse(json);
  } catch {
    throw refusal('malformed');
  }
  if (!isObject(value)) throw refusal('malformed');
  if (hasDuplicateMember(json)) throw refusal('duplicate-member');
  return value;
}

/**
 * The last character of a base64url part can have bits that mean nothing, so several texts decode to the same bytes.
 * Only the canonical one passes: every accepted token then has exactly one spelling.
 */
function decodeCanonical(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw refusal('malformed');
  return bytes;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
