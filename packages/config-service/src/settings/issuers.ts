import type { TrustedIssuerSettings } from '@leasehold/identity';
import { z } from 'zod';
import type { Variable } from './variable.ts';

const audience = z.string().min(1).max(255);
const mode = z.enum(['web-identity', 'assume-role']);
const tokenUse = z.enum(['id', 'access']);

/** Tenant ids and prefixes; identity holds them against their grammar, and says who must have them. */
const tenants = z.array(z.string().max(64)).min(1).max(1_000).exactOptional();

const cognito = z.strictObject({
  kind: z.literal('cognito'),
  userPoolId: z.string().regex(/^[a-z]{2,3}(-[a-z]+)+-[0-9]+_[A-Za-z0-9]{1,55}$/),
  clientIds: z.array(audience).min(1).max(100),
  tokenUse,
  mode,
  tenants,
});

const oidc = z.strictObject({
  kind: z.literal('oidc'),
  issuer: z.url({ protocol: /^https?$/ }).max(255),
  audiences: z.array(audience).min(1).max(100),
  tokenUse: tokenUse.exactOptional(),
  jwksUri: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .exactOptional(),
  mode,
  tenants,
});

const issuerList = z
  .array(z.discriminatedUnion('kind', [cognito, oidc]))
  .min(1)
  .max(50);

/** The token issuers that are trusted, as a JSON array. */
export const issuersVariable: Variable<readonly TrustedIssuerSettings[]> = {
  description:
    'Trusted token issuers: `[{"kind":"cognito","userPoolId","clientIds":[…],"tokenUse":"id|access","mode","tenants"?}, ' +
    '{"kind":"oidc","issuer","audiences":[…],"tokenUse"?,"jwksUri"?,"mode","tenants"?}]`; `mode` is `web-identity` or ' +
    '`assume-role`; `tenants` are those it speaks for, such as `["acme","eu-*"]`, or `["*"]`; required of several issuers',
  allowed: 'a JSON array of 1 to 50 issuers, each of at most 1,000 tenants; at most 65,536 characters',
  schema: z
    .string()
    .max(64 * 1024)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(issuerList),
};

/** The issuer's URL as tokens and IAM know it. */
export function issuerUrl(issuer: TrustedIssuerSettings): string {
  if (issuer.kind === 'oidc') return issuer.issuer;
  const region = issuer.userPoolId.slice(0, issuer.userPoolId.indexOf('_'));
  return `https://cognito-idp.${region}.amazonaws.com/${issuer.userPoolId}`;
}
