import { parseTenantId, TenantCredentials } from '@leasehold/domain';
import type { LocalAws } from '@leasehold/local-aws';
import { type Deployment, roleArn, type SessionScope, sessionPolicy } from '@leasehold/policies';
import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../src/session/node-sha256.ts';

/** Opens a real session of a tenant role at the embedded STS, from the service's task role, as the service would. */
export async function openSession(
  aws: LocalAws,
  deployment: Deployment,
  tenant: string,
  scope: SessionScope,
  userRole: 'reader' | 'writer' | 'admin',
  /** AWS's time. */
  now: () => number = Date.now,
): Promise<TenantCredentials> {
  const task = await fetch(aws.taskCredentials.uri, { headers: { authorization: aws.taskCredentials.authorization } });
  const { AccessKeyId, SecretAccessKey, Token } = Object(await task.json());
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn(deployment, scope.access === 'read' ? deployment.readerRole : deployment.writerRole),
    RoleSessionName: tenant,
    SourceIdentity: tenant,
    Policy: JSON.stringify(sessionPolicy(deployment, tenant, scope)),
    'Tags.member.1.Key': 'TenantId',
    'Tags.member.1.Value': tenant,
    'Tags.member.2.Key': 'UserRole',
    'Tags.member.2.Value': userRole,
  }).toString();
  const signer = new SignatureV4({
    region: deployment.region,
    service: 'sts',
    sha256: NodeSha256,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token },
  });
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: aws.port,
    path: '/',
    headers: { host: `127.0.0.1:${aws.port}`, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
  };
  const signed = await signer.sign(request, { signingDate: new Date(now()) });
  const answer = await fetch(aws.endpoint, { method: 'POST', headers: signed.headers, body });
  const xml = await answer.text();
  const member = (name: string): string => {
    const text = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
    if (text === undefined) throw new Error(`STS answered ${answer.status} without ${name}: ${xml}`);
    return text.replaceAll('&amp;', '&');
  };
  return new TenantCredentials({
    tenant: parseTenantId(tenant),
    accessKeyId: member('AccessKeyId'),
    secretAccessKey: member('SecretAccessKey'),
    sessionToken: member('SessionToken'),
    expiresAt: Date.parse(member('Expiration')),
  });
}
