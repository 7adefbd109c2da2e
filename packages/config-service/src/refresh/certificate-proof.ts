import { UnauthenticatedError } from '@leasehold/domain';
import type { CallerFacts, CallerProof, RefreshMethod } from './caller-proof.ts';

/**
 * A client certificate says who calls, for accounts without outbound identity federation: TLS has held it against the client CA,
 * and one of its subject alternative names is one of `names`, to the letter. All of them may make every call.
 */
export class CertificateProof implements CallerProof {
  /** As Node writes them: `DNS:notifier.example`, `URI:spiffe://example/notifier`. */
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map((name) => `${name.includes('://') ? 'URI' : 'DNS'}:${name}`));
  }

  async prove(_method: RefreshMethod, call: CallerFacts): Promise<void> {
    // grpc-js gives the certificate only of a connection that TLS has authorised.
    const said = call.getAuthContext().sslPeerCertificate?.subjectaltname;
    if (said === undefined) throw new UnauthenticatedError('no-certificate');
    if (!alternativeNames(said).some((name) => this.#names.has(name)))
      throw new UnauthenticatedError('certificate-name');
  }

  async prepare(): Promise<void> {}
}

/**
 * The names in Node's text of them. Since CVE-2021-44532 Node quotes a name that holds what separates names: no name of ours has
 * such characters, so a certificate with one is taken for nobody's, whatever is inside the quotes.
 */
function alternativeNames(text: string): readonly string[] {
  return text.includes('"') ? [] : text.split(', ');
}
