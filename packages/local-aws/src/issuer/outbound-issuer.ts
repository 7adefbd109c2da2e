import { startKeyServer } from './key-server.ts';
import { type IssuerKey, newIssuerKey, type SigningAlgorithm, signedToken } from './signing-key.ts';

/**
 * The account's own issuer, by whose tokens its principals prove to others who they are (IAM user guide, "Outbound identity
 * federation"). In AWS it is `https://<id>.tokens.sts.global.api.aws`; here it is http on loopback.
 */
export interface OutboundIssuer {
  /** `http://127.0.0.1:<port>`: the tokens' `iss`, with discovery and keys below `/.well-known/`. */
  readonly url: string;
  /** New keys sign from now on. The ones before stay published until the next rotation. */
  rotate(): Promise<void>;
  /** While out, discovery and keys answer 503. Tokens are issued all the same. */
  setOutage(out: boolean): void;
}

/** The same, for the service that issues its tokens. */
export interface SigningIssuer extends OutboundIssuer {
  sign(algorithm: SigningAlgorithm, claims: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}

/** What GetWebIdentityToken can sign with (STS API reference). */
export const outboundAlgorithms = ['RS256', 'ES384'] as const satisfies readonly SigningAlgorithm[];

type Keys = Readonly<Record<SigningAlgorithm, IssuerKey>>;

/** Starts it on 127.0.0.1. Keys are made when one is first asked for. Rejects with Node's error when the port is taken. */
export async function startOutboundIssuer(options: {
  readonly port: number;
  readonly now: () => number;
}): Promise<SigningIssuer> {
  let current: Promise<Keys> | null = null;
  let before: Keys | null = null;
  let out = false;
  const keys = (): Promise<Keys> => {
    current ??= newKeys();
    return current;
  };
  const server = await startKeyServer({
    ...options,
    algorithms: outboundAlgorithms,
    keys: async () => {
      const published = [await keys(), ...(before === null ? [] : [before])];
      return published.flatMap((set) => outboundAlgorithms.map((algorithm) => set[algorithm].publicJwk));
    },
    isOut: () => out,
  });
  return {
    url: server.url,
    async sign(algorithm, claims) {
      return signedToken((await keys())[algorithm], claims);
    },
    async rotate() {
      const [old, fresh] = await Promise.all([keys(), newKeys()]);
      before = old;
      current = Promise.resolve(fresh);
    },
    setOutage(value) {
      out = value;
    },
    close: () => server.close(),
  };
}

async function newKeys(): Promise<Keys> {
  const [RS256, ES384] = await Promise.all([newIssuerKey('RS256'), newIssuerKey('ES384')]);
  return { RS256, ES384 };
}
