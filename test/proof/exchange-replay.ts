import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { CloudTrailRecord } from '@leasehold/local-aws';
import { roleArn } from '@leasehold/policies';
import { type Counterexample, NoSuchRequestError } from './counterexample.ts';
import type { Keys, ReplayCloud, WantedSession } from './replay-cloud.ts';

const tagPrefix = 'aws:RequestTag/';

/**
 * Opens the session that a counterexample of attribution says can be opened, and looks at it as an auditor would: who it
 * says it is, and what the trail keeps of how it was opened. Resolves only when tag, session name and source identity do
 * not all agree, or when the task role opened it although the deployment has no issuer for that.
 * @throws what STS refuses with; NoSuchRequestError; Error when the session is a proper one
 */
export async function replayExchange(cloud: ReplayCloud, counterexample: Counterexample): Promise<string> {
  const wanted = wantedSession(cloud, counterexample);
  const { action } = counterexample.ask;
  const keys = await exchange(cloud, counterexample, wanted);
  const identity = await cloud.client(STSClient, keys).send(new GetCallerIdentityCommand({}));
  const sessionName = identity.Arn?.split('/').at(-1);
  const event = cloud.aws.trail
    .records()
    .findLast(({ eventName, errorCode }) => eventName === action.slice('sts:'.length) && errorCode === undefined);
  if (event === undefined) throw new Error('the trail has no event of the exchange');
  const tag = recordedTag(event);
  const sourceIdentity = event.responseElements?.['sourceIdentity'];
  const seen = `tag ${tag ?? 'none'}, session name ${sessionName}, source identity ${sourceIdentity ?? 'none'}`;
  if (action === 'sts:AssumeRole' && !cloud.deployment.assumeRoleTrust)
    return `the task role opened a session: ${seen}`;
  if (tag !== undefined && tag === sessionName && tag === sourceIdentity) {
    throw new Error(`the session that was opened is a proper one: ${seen}`);
  }
  return seen;
}

function wantedSession({ deployment }: ReplayCloud, counterexample: Counterexample): WantedSession {
  const { tags, ask } = counterexample;
  const roles = ['reader', 'writer'] as const;
  const role = roles.find((one) => ask.resource === roleArn(deployment, deployment[`${one}Role`]));
  if (role === undefined) throw new NoSuchRequestError(counterexample, 'no tenant role is asked for');
  const named = standIns();
  const requested = Object.entries(ask.context).flatMap(([key, value]) =>
    key.startsWith(tagPrefix) && typeof value === 'string'
      ? [[key.slice(tagPrefix.length), named(value)] as const]
      : [],
  );
  const sessionName = ask.context['sts:RoleSessionName'];
  const sourceIdentity = ask.context['sts:SourceIdentity'] ?? null;
  if (typeof sessionName !== 'string')
    throw new NoSuchRequestError(counterexample, 'every exchange has a session name');
  if (sourceIdentity !== null && typeof sourceIdentity !== 'string') {
    throw new NoSuchRequestError(counterexample, 'a source identity is one text');
  }
  return {
    role,
    tags: requested.length === 0 && !('aws:TagKeys' in ask.context) ? tags : Object.fromEntries(requested),
    sessionName: named(sessionName),
    sourceIdentity: sourceIdentity === null ? null : named(sourceIdentity),
    policy: null,
  };
}

/**
 * A prover's names are any text, STS's are not. The same legal name stands for the same illegal one wherever it is, so what
 * agrees goes on agreeing; STS is asked about the legal one.
 */
function standIns(): (name: string) => string {
  const given = new Map<string, string>();
  return (name) => {
    if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
    const standIn = given.get(name) ?? `proof-${given.size + 1}`;
    given.set(name, standIn);
    return standIn;
  };
}

function exchange(cloud: ReplayCloud, counterexample: Counterexample, wanted: WantedSession): Promise<Keys> {
  switch (counterexample.ask.action) {
    case 'sts:AssumeRole': {
      const task = roleArn(cloud.deployment, cloud.deployment.taskRole);
      if ((counterexample.ask.context['aws:PrincipalArn'] ?? task) === task) return cloud.assumeAsTask(wanted);
      throw new NoSuchRequestError(counterexample, 'the embedded account has no such caller');
    }
    case 'sts:AssumeRoleWithWebIdentity':
      return cloud.exchangeToken(wanted, tokenOf(cloud, counterexample));
    default:
      throw new NoSuchRequestError(counterexample, 'it is only a part of an exchange');
  }
}

/** Whose token for which app it is: the context says it by the key that is named after the provider. */
function tokenOf(cloud: ReplayCloud, { ask }: Counterexample): { issuer: number; audience: string } | undefined {
  const found = cloud.trusted.flatMap(({ provider }, issuer) => {
    const audience = ask.context[`${provider}:aud`];
    return typeof audience === 'string' ? [{ issuer, audience }] : [];
  });
  return found[0];
}

/** The TenantId tag as CloudTrail keeps it: a map for a token's exchange, a list for AssumeRole. */
function recordedTag({ requestParameters }: CloudTrailRecord): unknown {
  const { principalTags = {}, tags = [] } = (requestParameters ?? {}) as {
    readonly principalTags?: Readonly<Record<string, unknown>>;
    readonly tags?: readonly { readonly key: string; readonly value: string }[];
  };
  return principalTags['TenantId'] ?? tags.find(({ key }) => key === 'TenantId')?.value;
}
