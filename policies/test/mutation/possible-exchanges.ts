import fc from 'fast-check';
import type { TrustExchange } from '../../src/cases/policy-case.ts';

/*
 * Exchanges as STS takes them: each has a session name, each token an audience, no tag value a wildcard, and each caller an
 * ARN. Most are almost good, since of one that is wrong in three ways the first refusal hides the others.
 */

const names = ['acme', 'acme', 'acme', 'acme', 'acme2', 'ACME', 'eu-north', 'eu', 'globex', 'initech'];
const account = 'arn:aws:iam::111122223333:';

const exchangeOf = fc
  .record({
    tenant: fc.constantFrom(...names),
    other: fc.constantFrom(...names),
    userRole: fc.constantFrom('reader', 'writer', 'admin', 'admin', 'ADMIN', 'owner'),
    slip: fc.constantFrom(
      'none',
      'none',
      'name',
      'source',
      'no source',
      'no tenant',
      'no role',
      'case',
      'further',
      'no tags',
    ),
    transitive: fc.constantFrom(null, null, ['TenantId'], ['TenantId', 'UserRole'], ['Team']),
  })
  .map(({ tenant, other, userRole, slip, transitive }) => {
    const tags: Record<string, string> = { TenantId: tenant, UserRole: userRole };
    if (slip === 'no tenant' || slip === 'no tags') delete tags['TenantId'];
    if (slip === 'no role' || slip === 'no tags') delete tags['UserRole'];
    if (slip === 'further') tags['Team'] = 'red';
    const { TenantId = '', ...rest } = tags;
    return {
      tags: slip === 'case' ? { tenantid: TenantId, ...rest } : tags,
      sessionName: slip === 'name' ? other : tenant,
      sourceIdentity: slip === 'source' ? other : slip === 'no source' ? null : tenant,
      ...(transitive === null ? {} : { transitive }),
    };
  });

const byToken = fc
  .constantFrom(
    ['cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01', 'web-app-client'],
    ['cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01', 'web-app-client'],
    ['cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01', 'cli-client'],
    ['cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01', 'console'],
    ['login.example.com/tenants', 'console'],
    ['login.example.com/tenants', 'console2'],
    ['login.example.com', 'console'],
  )
  .map(([provider = '', audience = '']) => ({
    by: 'token' as const,
    provider: `${account}oidc-provider/${provider}`,
    audience,
  }));

const byRole = fc
  .record({
    name: fc.constantFrom(
      'service',
      'service',
      'service',
      'tenant-reader',
      'tenant-writer',
      'tenant-auditor',
      'service-2',
    ),
    callerTags: fc.constantFrom<Record<string, string>>(
      {},
      {},
      {},
      { TenantId: 'acme' },
      { TenantId: '' },
      { Team: 'red' },
    ),
    providesContext: fc.constantFrom(false, false, false, true),
  })
  .map(({ name, ...rest }) => ({ by: 'role' as const, arn: `${account}role/leasehold-${name}`, ...rest }));

/** An attempt to open a session, good or not. */
export const exchanges: fc.Arbitrary<TrustExchange> = fc
  .tuple(exchangeOf, fc.oneof(byToken, byRole))
  .map(([exchange, way]) => ({ ...exchange, ...way }));
