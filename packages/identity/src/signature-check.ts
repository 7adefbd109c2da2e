import { UnauthenticatedError } from '@leasehold/domain';
import { CognitoJwtVerifier, JwtVerifier } from 'aws-jwt-verify';
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  JwtInvalidAudienceError,
  JwtInvalidClaimError,
  JwtInvalidSignatureAlgorithmError,
  KidNotFoundInJwksError,
} from 'aws-jwt-verify/error';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { isAlgorithm, suits } from './algorithm.ts';
import type { KeySet } from './key-set.ts';
import { type RefusalReason, refusal } from './refusal.ts';
import type { TrustedIssuerSettings } from './settings.ts';

/** Signature, issuer, audience and token use of one issuer's tokens, checked with the keys last handed in. */
export interface SignatureCheck {
  readonly issuer: string;
  readonly jwksUri: string;
  /** Replaces the keys, key objects included. */
  useKeys(keys: KeySet): void;
  /** The payload, now proven to be the issuer's. Its times and claims are still to be judged. @throws UnauthenticatedError */
  check(text: string): JwtPayload;
}

/**
 * The library compares `exp` and `nbf` with `Date.now()`, which cannot be injected. An endless grace hands the judgement
 * of time to `time-claims.ts`, which is stricter and goes by the verifier's clock.
 */
const graceSeconds = Number.POSITIVE_INFINITY;

/** aws-jwt-verify set up for one configured issuer; keys come only through {@link SignatureCheck.useKeys}. */
export function signatureCheck(settings: TrustedIssuerSettings): SignatureCheck {
  return settings.kind === 'cognito' ? cognitoCheck(settings) : oidcCheck(settings);
}

function cognitoCheck(settings: Extract<TrustedIssuerSettings, { kind: 'cognito' }>): SignatureCheck {
  const { issuer, jwksUri } = CognitoJwtVerifier.parseUserPoolId(settings.userPoolId);
  const verifier = CognitoJwtVerifier.create({
    userPoolId: settings.userPoolId,
    clientId: [...settings.clientIds],
    tokenUse: settings.tokenUse,
    graceSeconds,
    customJwtCheck: checkKeySuits,
  });
  return {
    issuer,
    jwksUri,
    useKeys: (keys) => verifier.cacheJwks({ keys: [...keys.values()] }),
    check: (text) => refusing(() => verifier.verifySync(text)),
  };
}

function oidcCheck(settings: Extract<TrustedIssuerSettings, { kind: 'oidc' }>): SignatureCheck {
  return openIdCheck(settings, settings.audiences, (payload) => {
    if (payload['token_use'] !== settings.tokenUse) throw refusal('token-use');
    if (settings.mode === 'web-identity') checkAuthorizedParty(payload, settings.audiences);
  });
}

/** The same of an AWS account's own issuer, whose tokens have no use but one: a user's token says which it has. */
export function principalSignatureCheck(settings: IssuerAddress & { readonly audience: string }): SignatureCheck {
  return openIdCheck(settings, [settings.audience], (payload) => {
    if (payload['token_use'] !== undefined) throw refusal('token-use');
  });
}

interface IssuerAddress {
  readonly issuer: string;
  readonly jwksUri?: string;
}

function openIdCheck(
  address: IssuerAddress,
  audiences: readonly string[],
  checkUse: (payload: JwtPayload) => void,
): SignatureCheck {
  const { issuer, jwksUri = `${issuer.replace(/\/$/, '')}/.well-known/jwks.json` } = address;
  const verifier = JwtVerifier.create({
    issuer,
    audience: [...audiences],
    jwksUri,
    graceSeconds,
    customJwtCheck: (checked) => {
      checkKeySuits(checked);
      checkUse(checked.payload);
    },
  });
  return {
    issuer,
    jwksUri,
    useKeys: (keys) => verifier.cacheJwks({ keys: [...keys.values()] }),
    check: (text) => refusing(() => verifier.verifySync(text)),
  };
}

/** A key without `alg` would otherwise verify whatever hash the token's header asks for. */
function checkKeySuits({ header, jwk }: { header: { alg?: string }; jwk: { kty: string; crv?: string } }): void {
  if (!isAlgorithm(header.alg) || !suits(header.alg, jwk)) throw refusal('algorithm');
}

/**
 * Where a token has `azp`, STS takes that for its audience and not `aud` (IAM user guide, keys for OIDC federation), and
 * of several audiences without one it takes none (?). STS would refuse such a token, but only where it is asked: this
 * one would ride on sessions that other tokens opened, and on the cache.
 */
function checkAuthorizedParty(payload: JwtPayload, audiences: readonly string[]): void {
  const { aud, azp: party } = payload;
  if (party === undefined && Array.isArray(aud) && aud.length > 1) throw refusal('audience');
  if (party !== undefined && !audiences.some((audience) => audience === party)) throw refusal('audience');
}

function refusing(verify: () => JwtPayload): JwtPayload {
  try {
    return verify();
  } catch (error) {
    throw error instanceof UnauthenticatedError ? error : refusal(reasonOf(error));
  }
}

function reasonOf(error: unknown): RefusalReason {
  if (error instanceof JwtInvalidSignatureAlgorithmError) return 'algorithm';
  if (error instanceof KidNotFoundInJwksError) return 'unknown-key';
  if (error instanceof CognitoJwtInvalidTokenUseError) return 'token-use';
  if (error instanceof CognitoJwtInvalidClientIdError || error instanceof JwtInvalidAudienceError) return 'audience';
  if (error instanceof JwtInvalidClaimError) return 'unknown-issuer';
  return 'signature';
}
