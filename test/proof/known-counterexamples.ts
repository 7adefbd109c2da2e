import { type Deployment, parameterArn, parameterKeyArn, parameterPath, roleArn, tableArn } from '@leasehold/policies';
import type { Counterexample } from './counterexample.ts';

type Ask = Counterexample['ask'];

/**
 * For each broken set some requests found by thinking, with tenants that the sample deployment's issuers speak for: one at
 * least for each document that is wrong. A solver finds others; these are here so that the replay can be judged without it.
 */
export function knownCounterexamples(deployment: Deployment): Readonly<Record<string, readonly Counterexample[]>> {
  const { parameterRoot: root } = deployment;
  const items = (action: string, keys: readonly string[]): Ask => ({
    action: `dynamodb:${action}`,
    resource: tableArn(deployment),
    context: keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': keys },
  });
  const parameter = (action: string, path: string, context: Ask['context'] = {}): Ask => ({
    action: `ssm:${action}`,
    resource: parameterArn(deployment, path),
    context,
  });
  const between = (tenant: string, other: string, ask: Ask): readonly Counterexample[] =>
    (['reader', 'writer'] as const).map((role) => ({
      theorem: 'isolation',
      role,
      tags: { TenantId: tenant, UserRole: role },
      sessionPolicy: null,
      tenant,
      other,
      otherService: null,
      ask,
    }));
  const exchange = (action: string, context: Ask['context']): readonly Counterexample[] =>
    (['reader', 'writer'] as const).map((role) => ({
      theorem: 'attribution',
      role,
      tags: {},
      sessionPolicy: null,
      tenant: null,
      other: null,
      otherService: null,
      ask: { action: `sts:${action}`, resource: roleArn(deployment, deployment[`${role}Role`]), context },
    }));
  const tagged = (tenant: string): Ask['context'] => ({
    'aws:RequestTag/TenantId': tenant,
    'aws:RequestTag/UserRole': 'writer',
    'aws:TagKeys': ['TenantId', 'UserRole'],
  });

  const key = (action: string, other: string): Ask => ({
    action: `kms:${action}`,
    resource: parameterKeyArn(deployment),
    context: {
      'kms:ViaService': `ssm.${deployment.region}.amazonaws.com`,
      'kms:EncryptionContext:PARAMETER_ARN': parameterArn(deployment, parameterPath(root, other, 'orders', 'secret')),
    },
  });

  return {
    'any-leading-key': between(
      'acme',
      'globex',
      items('BatchGetItem', ['TENANT#acme', 'TENANT#globex|SERVICE#orders']),
    ),
    'key-for-any-parameter': between('acme', 'globex', key('Decrypt', 'globex')),
    'leading-key-prefix': between('acme', 'acme2', items('GetItem', ['TENANT#acme2'])),
    'listing-of-the-root': between(
      'acme',
      'globex',
      parameter('GetParametersByPath', `/${root}`, { 'ssm:Recursive': 'true' }),
    ),
    'parameter-path-without-slash': [
      ...between('acme', 'acme2', parameter('GetParameter', parameterPath(root, 'acme2', 'orders', 'url'))),
      ...between('acme', 'acme2', key('Decrypt', 'acme2')),
    ],
    'reader-that-updates': between('acme', 'acme', items('UpdateItem', ['TENANT#acme|SERVICE#orders']))
      .filter(({ role }) => role === 'reader')
      .map((example) => ({ ...example, theorem: 'read-only', other: null })),
    'scan-with-leading-keys': between('acme', 'globex', items('Scan', [])),
    'session-of-every-service': between('acme', 'acme', items('Query', ['TENANT#acme|SERVICE#billing'])).map(
      (example) => ({
        ...example,
        theorem: 'service isolation',
        sessionPolicy: { access: example.role === 'reader' ? 'read' : 'write', service: 'orders' },
        other: null,
        otherService: 'billing',
      }),
    ),
    'shared-written-by-writers': ['PutItem', 'UpdateItem']
      .flatMap((action) => between('acme', 'acme', items(action, ['TENANT#acme'])))
      .filter(({ role }) => role === 'writer')
      .map((example) => ({ ...example, theorem: 'shared writes', other: null })),
    'source-identity-not-bound': exchange('AssumeRole', {
      ...tagged('acme'),
      'sts:RoleSessionName': 'acme',
      'sts:SourceIdentity': 'globex',
    }),
    'tag-with-a-default': exchange('AssumeRoleWithWebIdentity', {
      'aws:RequestTag/UserRole': 'writer',
      'aws:TagKeys': ['UserRole'],
      'sts:RoleSessionName': 'shared',
      'sts:SourceIdentity': 'shared',
      'login.example.com/tenants:aud': 'console',
    }),
    'task-role-left-in': exchange('AssumeRole', {
      ...tagged('acme'),
      'sts:RoleSessionName': 'acme',
      'sts:SourceIdentity': 'acme',
    }).map((example) => ({ ...example, theorem: 'tokens only' })),
  };
}
