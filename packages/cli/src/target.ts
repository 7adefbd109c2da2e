import { isLoopbackHost } from '@leasehold/domain';
import { type Deployment, DeploymentGrammarError, localDeployment, safeDeployment } from '@leasehold/policies';
import type { IamAccess } from '@leasehold/revocation';
import { readLocalSystem } from './local-system.ts';
import { UsageError } from './usage-error.ts';

/** Options that every command has, as they were typed or set in the environment. */
export interface TargetOptions {
  readonly local?: true;
  readonly partition?: string;
  readonly region?: string;
  readonly account?: string;
  readonly policy?: string;
  readonly awsEndpoint?: string;
  readonly audience?: string;
  readonly instance: readonly string[];
}

/** The deployment a command is about, how its IAM is reached, and the instances that are to be told. */
export interface Target {
  readonly deployment: Deployment;
  readonly access: IamAccess;
  /** Of the tokens by which instances know the operator. */
  readonly audience: string;
  readonly instances: readonly string[];
}

/** @throws UsageError */
export async function targetOf(options: TargetOptions): Promise<Target> {
  if (options.local === true) {
    const { aws, instances: local, operator } = await readLocalSystem();
    const access = { region: localDeployment.region, endpoint: aws, credentials: operator };
    const instances = [...new Set([...local.map(({ refresh }) => refresh), ...options.instance])];
    return { deployment: localDeployment, access, audience: localDeployment.refreshAudience, instances };
  }
  const { region, account, partition = 'aws', policy = localDeployment.revocationsPolicy, awsEndpoint } = options;
  const { audience = localDeployment.refreshAudience } = options;
  if (region === undefined) throw new UsageError('--region or LEASEHOLD_AWS_REGION is required (or --local)');
  if (account === undefined) throw new UsageError('--account or LEASEHOLD_AWS_ACCOUNT is required (or --local)');
  const deployment: Deployment = {
    ...localDeployment,
    ...{ partition, region, account },
    revocationsPolicy: policy,
    refreshAudience: audience,
  };
  try {
    safeDeployment(deployment);
  } catch (error) {
    if (!(error instanceof DeploymentGrammarError)) throw error;
    throw new UsageError(`the deployment's ${error.field}: ${error.rule}`, { cause: error });
  }
  if (awsEndpoint !== undefined && !isSafe(awsEndpoint)) {
    throw new UsageError('--aws-endpoint or LEASEHOLD_AWS_ENDPOINT: an https URL, or http on a loopback address');
  }
  const endpoint = awsEndpoint === undefined ? {} : { endpoint: awsEndpoint };
  return { deployment, access: { region, ...endpoint }, audience, instances: [...new Set(options.instance)] };
}

/** Signed requests travel to it. */
function isSafe(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}
