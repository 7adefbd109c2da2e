import type { SigningIssuer } from '../issuer/outbound-issuer.ts';

/** Whether principals of the account may get tokens of its own issuer, and that issuer. */
export class OutboundFederation {
  readonly issuer: SigningIssuer;
  /** A deployment that refreshes has it on, so it is on from the start; in a new account of AWS it is off. */
  enabled = true;

  constructor(issuer: SigningIssuer) {
    this.issuer = issuer;
  }
}
