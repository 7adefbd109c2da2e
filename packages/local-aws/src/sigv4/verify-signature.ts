import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../endpoint/http-message.ts';
import { type ClaimedSignature, claimedSignature } from './authorization-header.ts';
import { canonicalRequest, sha256Hex } from './canonical-request.ts';
import { SignatureRefusal } from './signature-refusal.ts';
import { signingTime } from './signing-time.ts';

/** What is known of one access key. */
export interface SigningCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `null` for a long-term key. */
  readonly sessionToken: string | null;
  /** Milliseconds since the epoch; `null` for a long-term key. */
  readonly expiresAt: number | null;
}

export interface ExpectedSignature<C extends SigningCredential> {
  /** Where the request may have been signed for: its own region, and for a global service that service's too. */
  readonly regions: readonly string[];
  /** The signing name of the service that was called. */
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly find: (accessKeyId: string) => C | null;
}

const mismatch =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const unknownKey = 'The security token included in the request is invalid.';

/**
 * The credential whose holder signed this very request: method, path, query, headers and body as they arrived, for this
 * service and region, within five minutes of now. @throws SignatureRefusal
 */
export function verifySignature<C extends SigningCredential>(request: HttpRequest, expected: ExpectedSignature<C>): C {
  const claim = claimedSignature(request.headers, request.query);
  const time = signingTime(request.headers);
  const credential = expected.find(claim.accessKeyId);
  if (credential === null) throw new SignatureRefusal('unknown-key', unknownKey);
  const refuse = (message: string) => new SignatureRefusal('mismatch', message, credential.accessKeyId);

  checkSessionToken(request, credential);
  checkScope(claim, expected, time.text, refuse);
  time.checkSkew(expected.now, refuse);
  checkSignedHeaders(request, claim.signedHeaders, refuse);
  const canonical = canonicalRequest(request, claim.signedHeaders);
  if (canonical === null || !sameText(sign(canonical, claim, time.text, credential), claim.signature)) {
    throw refuse(mismatch);
  }
  // Last, so that only a holder of the secret learns that the session is over.
  if (credential.expiresAt !== null && expected.now >= credential.expiresAt) {
    throw new SignatureRefusal(
      'expired',
      'The security token included in the request is expired',
      credential.accessKeyId,
    );
  }
  return credential;
}

function checkSessionToken(request: HttpRequest, credential: SigningCredential): void {
  const sent = request.headers.all('x-amz-security-token');
  const wanted = credential.sessionToken === null ? [] : [credential.sessionToken];
  const same = sent.length === wanted.length && wanted.every((token, index) => sameText(token, sent[index] ?? ''));
  if (!same) throw new SignatureRefusal('unknown-key', unknownKey, credential.accessKeyId);
}

function checkScope(
  claim: ClaimedSignature,
  expected: { readonly regions: readonly string[]; readonly service: string },
  time: string,
  refuse: (message: string) => SignatureRefusal,
): void {
  if (claim.terminator !== 'aws4_request') {
    throw refuse("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  if (!expected.regions.includes(claim.region)) throw refuse('Credential should be scoped to a valid region.');
  if (claim.service !== expected.service) {
    throw refuse(`Credential should be scoped to correct service: '${expected.service}'.`);
  }
  if (claim.date !== time.slice(0, 8)) {
    throw refuse('Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.');
  }
}

/** An unsigned header could be added or changed on the way: `host` and every `x-amz-*` that arrived must be signed. */
function checkSignedHeaders(
  request: HttpRequest,
  signed: readonly string[],
  refuse: (message: string) => SignatureRefusal,
): void {
  if (!signed.includes('host')) {
    throw refuse("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const name of request.headers.names()) {
    if (name.startsWith('x-amz-') && !signed.includes(name)) {
      throw refuse(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
  }
}

/** By the credential and the scope, of which {@link checkScope} lets few through: it holds for a day, and takes four digests. */
const signingKeys = new WeakMap<SigningCredential, Map<string, KeyObject>>();

function signingKey(credential: SigningCredential, { date, region, service }: ClaimedSignature): KeyObject {
  const keys = signingKeys.get(credential) ?? new Map<string, KeyObject>();
  signingKeys.set(credential, keys);
  const scope = `${date}/${region}/${service}`;
  const known = keys.get(scope);
  if (known !== undefined) return known;
  const derived = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${credential.secretAccessKey}`,
  );
  const key = createSecretKey(Buffer.from(derived));
  keys.set(scope, key);
  return key;
}

function sign(canonical: string, claim: ClaimedSignature, time: string, credential: SigningCredential): string {
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256Hex(canonical)}`;
  return createHmac('sha256', signingKey(credential, claim)).update(toSign).digest('hex');
}

function sameText(known: string, sent: string): boolean {
  // Digests have one length, so neither the comparison nor its precondition says how much of the token was right.
  return timingSafeEqual(Buffer.from(sha256Hex(known), 'hex'), Buffer.from(sha256Hex(sent), 'hex'));
}
