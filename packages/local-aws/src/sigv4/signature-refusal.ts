/** Why a request was not believed. Each protocol has its own code for a kind. */
export type RefusalKind =
  /** No signature at all. */
  | 'missing'
  /** A signature without all its parts. */
  | 'incomplete'
  /** The access key, or the session token that belongs to it, is not ours. */
  | 'unknown-key'
  /** Signed for something else, at another time, or with another secret. */
  | 'mismatch'
  /** Temporary credentials past their time. */
  | 'expired';

/** A request whose signature does not hold. The message is AWS's own text and never contains the signature. */
export class SignatureRefusal extends Error {
  readonly kind: RefusalKind;
  /** Set once the key is known, so that the event can name it. */
  readonly accessKeyId: string | null;

  constructor(kind: RefusalKind, message: string, accessKeyId: string | null = null) {
    super(message);
    this.name = 'SignatureRefusal';
    this.kind = kind;
    this.accessKeyId = accessKeyId;
  }
}
