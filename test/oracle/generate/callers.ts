import type { Principal } from '@leasehold/iam-engine';
import type { PrincipalElement } from '../pair.ts';
import { account, otherAccount } from './scene.ts';

const role = `arn:aws:iam::${account}:role/reader`;
const session = `arn:aws:sts::${account}:assumed-role/reader/acme`;
const otherSession = `arn:aws:sts::${otherAccount}:assumed-role/reader/acme`;
const otherRole = `arn:aws:iam::${otherAccount}:role/reader`;
const user = `arn:aws:iam::${account}:user/ann`;
export const provider = `arn:aws:iam::${account}:oidc-provider/issuer.example`;
const service = 'ecs-tasks.amazonaws.com';

/** Callers with policies of their own; a role session is by far the commonest here, as in this project. */
export const identityCallers: readonly Extract<Principal, { type: 'AWS' }>[] = [
  { type: 'AWS', arn: session, account, sessionOf: role },
  { type: 'AWS', arn: user, account },
  { type: 'AWS', arn: otherSession, account: otherAccount, sessionOf: otherRole },
  { type: 'AWS', arn: role, account },
  { type: 'AWS', arn: `arn:aws:sts::${account}:federated-user/ann`, account, sessionOf: user },
];

/** Callers that only a resource policy can let in. */
export const outsideCallers: readonly Principal[] = [{ type: 'Service', service }, { type: 'Anonymous' }];

/** What a resource policy may name. */
export const principalElements: readonly PrincipalElement[] = [
  '*',
  { AWS: '*' },
  { AWS: account },
  { AWS: `arn:aws:iam::${account}:root` },
  { AWS: role },
  { AWS: session },
  { AWS: user },
  { AWS: [otherRole, user] },
  { AWS: [otherAccount, role] },
  { AWS: otherSession },
  { Service: service },
  { Service: service, AWS: session },
];

/** What a Deny may spare; everyone cannot be spared. */
export const sparedElements: readonly PrincipalElement[] = [
  { AWS: [account, role, session] },
  { AWS: [role, session] },
  { AWS: role },
  { AWS: account },
  { AWS: [`arn:aws:iam::${account}:root`, user] },
  { AWS: [otherAccount, otherRole, otherSession] },
  { AWS: user },
  { Service: service },
];

/** What a trust policy may name. */
export const trustElements: readonly PrincipalElement[] = [
  { Federated: provider },
  { Federated: 'accounts.google.com' },
  '*',
  { AWS: account },
];
