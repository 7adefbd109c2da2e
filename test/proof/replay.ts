import { filledSession, type PolicySet } from '@leasehold/policies';
import { type Counterexample, NoSuchRequestError } from './counterexample.ts';
import { replayExchange } from './exchange-replay.ts';
import { replayOnItems } from './item-replay.ts';
import { replayOnKey } from './key-replay.ts';
import { replayOnParameters } from './parameter-replay.ts';
import { type Keys, ReplayCloud } from './replay-cloud.ts';

const callerRoles = ['reader', 'writer', 'admin'] as const;

/** What became of it on the embedded AWS: something foreign was reached, or AWS itself refused. */
export type Outcome =
  | { readonly reached: true; readonly shown: string }
  | { readonly reached: false; readonly refusal: string };

/**
 * Does on a fresh embedded AWS that enforces `set` what the counterexample says can be done, over the wire and with real
 * clients: a token of a running issuer, STS, the neighbour's data in place, the one request. A call that was allowed and
 * reached nothing foreign is an error and no outcome, and so is a session for data that cannot be opened.
 * @throws NoSuchRequestError for a counterexample that no client could send
 */
export async function replay(set: PolicySet, counterexample: Counterexample): Promise<Outcome> {
  const exchange = counterexample.ask.action.startsWith('sts:');
  const cloud = await ReplayCloud.start(set, exchange ? null : counterexample.tenant);
  try {
    if (exchange) return await outcomeOf(replayExchange(cloud, counterexample));
    const session = await open(cloud, set, counterexample);
    return await outcomeOf(reach(cloud, session, counterexample));
  } finally {
    await cloud.close();
  }
}

function reach(cloud: ReplayCloud, session: Keys, counterexample: Counterexample): Promise<string> {
  const [service] = counterexample.ask.action.split(':');
  switch (service) {
    case 'dynamodb':
      return replayOnItems(cloud, session, counterexample);
    case 'ssm':
      return replayOnParameters(cloud, session, counterexample);
    case 'kms':
      return replayOnKey(cloud, session, counterexample);
    default:
      throw new Error(`nothing is known of the service ${service}`);
  }
}

/**
 * A proper session of the tenant: a broken role policy is to be shown without a broken trust policy. A caller role that
 * nobody has is replaced by one that may open the role.
 */
function open(cloud: ReplayCloud, set: PolicySet, counterexample: Counterexample): Promise<Keys> {
  const { tenant, role, tags, sessionPolicy } = counterexample;
  if (tenant === null || role === null) {
    throw new NoSuchRequestError(counterexample, 'a session for data is one of a tenant');
  }
  const wanted = {
    role,
    tags: { TenantId: tenant, UserRole: callerRoles.find((known) => known === tags['UserRole']) ?? role },
    sessionName: tenant,
    sourceIdentity: tenant,
    policy: sessionPolicy === null ? null : JSON.stringify(filledSession(set, tenant, sessionPolicy)),
  };
  return set.deployment.assumeRoleTrust ? cloud.assumeAsTask(wanted) : cloud.exchangeToken(wanted);
}

async function outcomeOf(shown: Promise<string>): Promise<Outcome> {
  try {
    return { reached: true, shown: await shown };
  } catch (error) {
    // Any other failure is no refusal: it must not pass for one.
    if (error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name)) {
      return { reached: false, refusal: error.message };
    }
    throw error;
  }
}
