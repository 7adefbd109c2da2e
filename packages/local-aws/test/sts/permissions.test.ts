import assert from 'node:assert/strict';
import { localDeployment, policySet, roleArn } from '@leasehold/policies';
import { after, before, describe, it } from 'mocha';
import { AwsError } from '../../src/endpoint/aws-error.ts';
import { Account } from '../../src/iam/account.ts';
import { Role } from '../../src/iam/role.ts';
import { type LocalIssuer, startLocalIssuer } from '../../src/index.ts';
import { assumeRole } from '../../src/sts/assume-role.ts';
import { assumeRoleWithWebIdentity } from '../../src/sts/assume-role-with-web-identity.ts';
import { SessionOpener } from '../../src/sts/session-opener.ts';
import { loopbackJson } from '../../src/sts/web-identity/loopback-json.ts';
import { TokenVerifier } from '../../src/sts/web-identity/token-verifier.ts';
import { makeCall } from '../ssm/call.ts';

/*
 * What the shipped trust policies never let happen, so that no call at the endpoint can show it: a role that forgets one of
 * the three actions of an exchange, and a session that goes on into another role.
 */

const arn = roleArn(localDeployment, 'open');

/** An account with one more role, which trusts everybody for these actions. */
function accountWith(actions: readonly string[]): Account {
  const account = new Account(policySet(localDeployment), Date.now);
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: actions }] };
  const role = new Role('open', arn, { trust, inline: {}, attached: [], boundary: null }, Date.now());
  return Object.assign(account, { roles: new Map([[arn, role]]) });
}

const denied = (message: RegExp) => (error: unknown) =>
  error instanceof AwsError && error.code === 'AccessDenied' && error.status === 403 && message.test(error.message);

describe('a role that does not trust every action of a web identity exchange', () => {
  let issuer: LocalIssuer;
  before(async () => {
    issuer = await startLocalIssuer({ port: 0, clientIds: ['app'] });
  });
  after(() => issuer.close());

  function exchange(...actions: readonly string[]) {
    const issuers = [{ provider: issuer.provider, audiences: ['app'] }];
    const deployment = { ...localDeployment, issuers };
    const call = {
      ...makeCall('AssumeRoleWithWebIdentity', {
        RoleArn: arn,
        RoleSessionName: 'acme',
        WebIdentityToken: issuer.mint({ tenant: 'acme', role: 'reader' }),
      }),
      caller: { type: 'anonymous' } as const,
    };
    const verifier = new TokenVerifier({ deployment, now: Date.now, fetchJson: loopbackJson, ownIssuer: 'none' });
    return assumeRoleWithWebIdentity(call, new SessionOpener(accountWith(actions), deployment), verifier);
  }

  const all = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'];

  it('opens with all three', async () => {
    assert.equal((await exchange(...all))['SourceIdentity'], 'acme');
  });

  for (const missing of all) {
    it(`is refused without ${missing}, by name`, async () => {
      const given = all.filter((action) => action !== missing);
      await assert.rejects(exchange(...given), denied(new RegExp(`^Not authorized to perform ${missing}$`)));
    });
  }
});

describe('a session that opens another one', () => {
  function chain(input: Readonly<Record<string, string>>) {
    const account = accountWith(['sts:*']);
    const role = account.roles.get(arn);
    assert.ok(role);
    const { caller } = account.sessions.open({
      role,
      arn: 'arn:aws:sts::111122223333:assumed-role/open/acme',
      sessionName: 'acme',
      sessionPolicies: undefined,
      sourceIdentity: 'acme',
      tags: { TenantId: 'acme', Team: 'blue' },
      transitiveTagKeys: ['tenantid'],
      federatedProvider: null,
      durationSeconds: 900,
    });
    const call = { ...makeCall('AssumeRole', { RoleArn: arn, RoleSessionName: 'next', ...input }), caller };
    const reply = assumeRole(call, account, new SessionOpener(account, localDeployment));
    const { AccessKeyId } = reply['Credentials'] as { AccessKeyId: string };
    return { reply, asked: call.asks.map(({ action }) => action), session: account.sessions.find(AccessKeyId) };
  }

  it('hands on its source identity and its transitive tags, and needs both permissions for it', () => {
    const { reply, asked, session } = chain({});
    assert.equal(reply['SourceIdentity'], 'acme');
    assert.deepEqual(session?.caller.tags, { TenantId: 'acme' });
    assert.deepEqual(asked, ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']);
  });

  it('cannot take another source identity', () => {
    assert.equal(chain({ SourceIdentity: 'acme' }).reply['SourceIdentity'], 'acme');
    assert.throws(() => chain({ SourceIdentity: 'globex' }), denied(/sts:SetSourceIdentity/));
  });

  it('cannot set a transitive tag anew, and may not last longer than an hour', () => {
    const refused = (code: string) => (error: unknown) => error instanceof AwsError && error.code === code;
    assert.throws(
      () => chain({ 'Tags.member.1.Key': 'TENANTID', 'Tags.member.1.Value': 'globex' }),
      refused('InvalidParameterValue'),
    );
    assert.throws(() => chain({ DurationSeconds: '3601' }), refused('ValidationError'));
  });
});
