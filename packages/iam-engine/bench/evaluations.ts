import { type AuthorizationRequest, type ContextValue, evaluate, loadPolicy } from '../src/index.ts';
import { readerRole, resources, sessionOfOrders } from './policies.ts';

const layers = {
  identity: [loadPolicy('tenant-reader', 'identity', readerRole)],
  session: [loadPolicy('session', 'session', sessionOfOrders)],
};

/** What the embedded AWS says about every call of a role session. */
const caller = {
  'aws:PrincipalTag/TenantId': 'acme',
  'aws:PrincipalTag/UserRole': 'reader',
  'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/leasehold-tenant-reader',
  'aws:PrincipalAccount': '111122223333',
  'aws:userid': 'AROAEXAMPLEEXAMPLE1:acme',
  'aws:SourceIdentity': 'acme',
  'aws:CurrentTime': '2026-11-21T10:00:00Z',
  'aws:SecureTransport': 'true',
};

function request(action: string, resource: string, context: Record<string, ContextValue>): AuthorizationRequest {
  return {
    principal: {
      type: 'AWS',
      arn: 'arn:aws:sts::111122223333:assumed-role/leasehold-tenant-reader/acme',
      account: '111122223333',
      sessionOf: 'arn:aws:iam::111122223333:role/leasehold-tenant-reader',
    },
    action,
    resource,
    context: { ...caller, ...context },
  };
}

const { table, parameters, key } = resources;
const requests: readonly AuthorizationRequest[] = [
  request('dynamodb:GetItem', table, { 'dynamodb:LeadingKeys': ['TENANT#acme|SERVICE#orders'] }),
  request('dynamodb:GetItem', table, { 'dynamodb:LeadingKeys': ['TENANT#globex|SERVICE#orders'] }),
  request('dynamodb:Query', table, { 'dynamodb:LeadingKeys': ['TENANT#acme'] }),
  request('ssm:GetParameter', `${parameters}/acme/orders/db-password`, {}),
  request('ssm:GetParameter', `${parameters}/globex/orders/db-password`, {}),
  request('kms:Decrypt', key, {
    'kms:ViaService': 'ssm.eu-west-1.amazonaws.com',
    'kms:EncryptionContext:PARAMETER_ARN': `${parameters}/acme/orders/db-password`,
  }),
  request('dynamodb:Scan', table, {}),
  request('dynamodb:BatchGetItem', table, { 'dynamodb:LeadingKeys': ['TENANT#acme|SERVICE#orders', 'TENANT#globex'] }),
];

/** Runs `rounds` of eight requests (three allowed, five denied) and answers evaluations per second of this thread. */
export function measureEvaluations(rounds: number): number {
  const start = process.hrtime.bigint();
  let allowed = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const each of requests) if (evaluate(layers, each).effect === 'allow') allowed += 1;
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (allowed !== rounds * 3) throw new Error(`the bench must allow three of eight requests, not ${allowed / rounds}`);
  return (rounds * requests.length) / seconds;
}
