import { type AuthorizationRequest, type ContextValue, evaluate, loadPolicy } from '@leasehold/iam-engine';
import { localDeployment, sessionPolicy, tableArn, tenantReaderPolicy } from '@leasehold/policies';
import type { Measurement, Progress } from './measurement.ts';
import { median } from './statistics.ts';

const role = 'arn:aws:iam::111122223333:role/leasehold-tenant-reader';
const parameters = 'arn:aws:ssm:eu-west-1:111122223333:parameter/config-service';
const key = `arn:aws:kms:eu-west-1:111122223333:key/${localDeployment.parameterKeyId}`;

/** What the embedded AWS says about every call of a role session. */
const caller = {
  'aws:PrincipalTag/TenantId': 'acme',
  'aws:PrincipalTag/UserRole': 'reader',
  'aws:PrincipalArn': role,
  'aws:PrincipalAccount': '111122223333',
  'aws:userid': 'AROAEXAMPLEEXAMPLE1:acme',
  'aws:SourceIdentity': 'acme',
  'aws:CurrentTime': '2026-11-21T10:00:00Z',
  'aws:SecureTransport': 'true',
};

const own = ['TENANT#acme|SERVICE#orders'];
const foreign = ['TENANT#globex|SERVICE#orders'];

/** Three are allowed. */
const requests: readonly AuthorizationRequest[] = [
  asked('dynamodb:GetItem', tableArn(localDeployment), { 'dynamodb:LeadingKeys': own }),
  asked('dynamodb:GetItem', tableArn(localDeployment), { 'dynamodb:LeadingKeys': foreign }),
  asked('dynamodb:BatchGetItem', tableArn(localDeployment), { 'dynamodb:LeadingKeys': [...own, ...foreign] }),
  asked('dynamodb:Scan', tableArn(localDeployment), {}),
  asked('ssm:GetParameter', `${parameters}/acme/orders/db-password`, {}),
  asked('ssm:GetParameter', `${parameters}/globex/orders/db-password`, {}),
  asked('ssm:GetParametersByPath', `${parameters}/acme2/orders`, {}),
  asked('kms:Decrypt', key, {
    'kms:ViaService': 'ssm.eu-west-1.amazonaws.com',
    'kms:EncryptionContext:PARAMETER_ARN': `${parameters}/acme/orders/db-password`,
  }),
];

/** The evaluator on the deployed reader role and a session policy, eight requests in turn, on one thread. */
export async function evaluations(
  plan: { readonly rounds: number; readonly passes: number },
  progress: Progress,
): Promise<Measurement[]> {
  const session = sessionPolicy(localDeployment, 'acme', { access: 'read', service: 'orders' });
  const layers = {
    identity: [loadPolicy('tenant-reader', 'identity', tenantReaderPolicy(localDeployment))],
    session: [loadPolicy('session', 'session', session)],
  };
  const rates: number[] = [];
  for (let round = 0; round <= plan.rounds; round += 1) {
    progress(`policy evaluations, round ${round} of ${plan.rounds}`);
    let allowed = 0;
    const started = performance.now();
    for (let pass = 0; pass < plan.passes; pass += 1) {
      for (const request of requests) if (evaluate(layers, request).effect === 'allow') allowed += 1;
    }
    const seconds = (performance.now() - started) / 1000;
    if (allowed !== plan.passes * 3)
      throw new Error(`three of eight requests are allowed, not ${allowed / plan.passes}`);
    if (round > 0) rates.push((plan.passes * requests.length) / seconds);
  }
  const note = `median of ${plan.rounds} rounds; reader role and session policy, 3 of 8 requests allowed, one thread`;
  return [{ name: 'policy evaluations', value: median(rates), unit: '1/s', target: { atLeast: 150_000 }, note }];
}

function asked(action: string, resource: string, context: Record<string, ContextValue>): AuthorizationRequest {
  const session = 'arn:aws:sts::111122223333:assumed-role/leasehold-tenant-reader/acme';
  const principal = { type: 'AWS', arn: session, account: '111122223333', sessionOf: role } as const;
  return { principal, action, resource, context: { ...caller, ...context } };
}
