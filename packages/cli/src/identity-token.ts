import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { Target } from './target.ts';

/** What came of asking STS who the operator is. */
export type IdentityToken =
  | { readonly kind: 'token'; readonly token: string }
  /** `why` is the error's name: STS's own texts are long and name ARNs. */
  | { readonly kind: 'none'; readonly why: string };

/** Seconds the token lasts, the least there is: it is used at once. */
const lastsSeconds = 60;
/** How long STS may take: the tenant is cut off at AWS by then, and instances look by themselves soon. */
const answerMs = 5_000;

/**
 * A token of the account's own issuer by which an instance knows the operator (`sts:GetWebIdentityToken`, which only regional
 * endpoints of STS have). Never throws.
 */
export async function identityToken({ access, audience }: Target): Promise<IdentityToken> {
  const sts = new STSClient({ ...access, maxAttempts: 3 });
  try {
    const { WebIdentityToken: token } = await sts.send(
      new GetWebIdentityTokenCommand({
        Audience: [audience],
        SigningAlgorithm: 'RS256',
        DurationSeconds: lastsSeconds,
      }),
      { abortSignal: AbortSignal.timeout(answerMs) },
    );
    return token === undefined ? { kind: 'none', why: 'no token in the answer' } : { kind: 'token', token };
  } catch (error) {
    return { kind: 'none', why: error instanceof Error ? error.name : 'unknown' };
  } finally {
    sts.destroy();
  }
}
