import assert from 'node:assert/strict';
import { localDeployment, policySet } from '@leasehold/policies';
import { describe, it } from 'mocha';
import { Account } from '../../src/iam/account.ts';
import { Authorizer } from '../../src/iam/authorizer.ts';
import { callerKeys } from '../../src/iam/context-keys.ts';

const provider = 'arn:aws:iam::111122223333:oidc-provider/login.example.com';

function session(federatedProvider: string | null) {
  const account = new Account(policySet(localDeployment), () => Date.UTC(2026, 10, 21, 12));
  const [role] = account.roles.values();
  assert.ok(role);
  const live = account.sessions.open({
    role,
    arn: `arn:aws:sts::111122223333:assumed-role/${role.name}/acme`,
    sessionName: 'acme',
    sessionPolicies: undefined,
    sourceIdentity: 'acme',
    tags: { TenantId: 'acme' },
    transitiveTagKeys: [],
    federatedProvider,
    durationSeconds: 900,
  });
  return { account, role, live };
}

describe("a session's condition keys", () => {
  it('are its role, tags, times and source identity', () => {
    const { role, live } = session(provider);
    assert.deepEqual(callerKeys(live.caller, '111122223333', live), {
      'aws:FederatedProvider': provider,
      'aws:PrincipalAccount': '111122223333',
      'aws:PrincipalArn': role.arn,
      'aws:PrincipalIsAWSService': 'false',
      'aws:PrincipalTag/TenantId': 'acme',
      'aws:PrincipalType': 'AssumedRole',
      'aws:SourceIdentity': 'acme',
      'aws:TokenIssueTime': '2026-11-21T12:00:00Z',
      'aws:userid': `${role.id}:acme`,
    });
  });

  it('say that there was no second factor only where no token opened it', () => {
    const { live } = session(null);
    const keys = callerKeys(live.caller, '111122223333', live);
    assert.equal(keys['aws:MultiFactorAuthPresent'], 'false');
    assert.equal(keys['aws:FederatedProvider'], undefined);
  });

  it('are never those a service asks with', () => {
    const { account, live } = session(provider);
    const ask = (tenant: string) => ({
      action: 'dynamodb:GetItem',
      resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/leasehold-config',
      context: { 'dynamodb:LeadingKeys': [`TENANT#${tenant}`], 'aws:PrincipalTag/TenantId': tenant },
    });
    const authorizer = new Authorizer(account);
    assert.equal(authorizer.decide(live.caller, ask('acme'), {}).effect, 'allow');
    assert.equal(authorizer.decide(live.caller, ask('globex'), {}).effect, 'implicit-deny');
  });
});
