/** Signature algorithms accepted: those both aws-jwt-verify and an IAM OIDC provider know. No `none`, HMAC or PS family. */
const algorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;
export type Algorithm = (typeof algorithms)[number];

const curves: Readonly<Record<string, Algorithm>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

export function isAlgorithm(text: unknown): text is Algorithm {
  return algorithms.some((algorithm) => algorithm === text);
}

/** Whether a key of this type (and curve) may make signatures of `algorithm`. */
export function suits(algorithm: Algorithm, key: { kty: string; crv?: string | undefined }): boolean {
  if (key.kty === 'RSA') return algorithm.startsWith('RS');
  return key.kty === 'EC' && key.crv !== undefined && curves[key.crv] === algorithm;
}
