import { UnauthenticatedError } from '@leasehold/domain';
import { type PrincipalVerifier, parseBearer } from '@leasehold/identity';
import type { CallerFacts, CallerProof, RefreshMethod } from './caller-proof.ts';

/** Which principal may make which call, by ARN. */
export type AllowedPrincipals = Readonly<Record<RefreshMethod, string>>;

/** A token of the AWS account's own issuer says who calls; each call is one principal's and nobody else's. */
export class TokenProof implements CallerProof {
  readonly #verifier: PrincipalVerifier;
  readonly #allowed: AllowedPrincipals;

  constructor(verifier: PrincipalVerifier, allowed: AllowedPrincipals) {
    this.#verifier = verifier;
    this.#allowed = allowed;
  }

  async prove(method: RefreshMethod, { metadata }: CallerFacts): Promise<void> {
    // Only metadata whose name ends in -bin is ever a Buffer, and parseBearer refuses what is no string.
    const token = parseBearer(metadata.get('authorization') as readonly string[]);
    const { arn } = await this.#verifier.verify(token);
    if (arn !== this.#allowed[method]) throw new UnauthenticatedError('principal');
  }

  prepare(): Promise<void> {
    return this.#verifier.refreshKeys();
  }
}
