import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { parameterArn } from '@leasehold/policies';
import { type Counterexample, NoSuchRequestError } from './counterexample.ts';
import type { Keys, ReplayCloud } from './replay-cloud.ts';
import { listedParameter, reachedParameter } from './victim.ts';

interface Reach {
  readonly ssm: SSMClient;
  /** The parameter that must not be reached. */
  readonly name: string;
  /** What the request names: that parameter, or a path above it. */
  readonly path: string;
  readonly recursive: boolean;
}

/** Reads answer a text with the sentinel: the value, or where only metadata is answered the tag that holds it. */
const reads: Readonly<Record<string, (reach: Reach) => Promise<unknown>>> = {
  GetParameter: ({ ssm, name }) => ssm.send(new GetParameterCommand({ Name: name })),
  GetParameters: ({ ssm, name }) => ssm.send(new GetParametersCommand({ Names: [name] })),
  GetParameterHistory: ({ ssm, name }) => ssm.send(new GetParameterHistoryCommand({ Name: name })),
  GetParametersByPath: ({ ssm, path, recursive }) =>
    ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: recursive })),
  DescribeParameters: ({ ssm }) => ssm.send(new DescribeParametersCommand({})),
  ListTagsForResource: ({ ssm, name }) =>
    ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name })),
};

/** Reads of everything below a path. */
const listing: ReadonlySet<string> = new Set(['GetParametersByPath', 'DescribeParameters']);

const writes: Readonly<Record<string, (reach: Reach) => Promise<unknown>>> = {
  PutParameter: ({ ssm, name }) =>
    ssm.send(new PutParameterCommand({ Name: name, Value: 'overwritten', Type: 'String', Overwrite: true })),
  DeleteParameter: ({ ssm, name }) => ssm.send(new DeleteParameterCommand({ Name: name })),
  DeleteParameters: ({ ssm, name }) => ssm.send(new DeleteParametersCommand({ Names: [name] })),
  LabelParameterVersion: ({ ssm, name }) =>
    ssm.send(new LabelParameterVersionCommand({ Name: name, Labels: ['overwritten'] })),
  AddTagsToResource: ({ ssm, name }) =>
    ssm.send(
      new AddTagsToResourceCommand({
        ResourceType: 'Parameter',
        ResourceId: name,
        Tags: [{ Key: 'state', Value: 'overwritten' }],
      }),
    ),
};

/**
 * As for items: a parameter with a sentinel is put there by the operator, and the request is made with the session's keys.
 * @throws what AWS refuses with; NoSuchRequestError
 */
export async function replayOnParameters(
  cloud: ReplayCloud,
  session: Keys,
  counterexample: Counterexample,
): Promise<string> {
  const action = counterexample.ask.action.slice('ssm:'.length);
  const read = reads[action];
  const write = writes[action];
  if (read === undefined && write === undefined) {
    throw new NoSuchRequestError(counterexample, 'the embedded Parameter Store does not serve it');
  }
  const path = requestedPath(cloud, counterexample);
  const reached = listing.has(action) ? listedParameter : reachedParameter;
  const name = reached(counterexample, cloud.deployment, path);
  const sentinel = `sentinel-${crypto.randomUUID()}`;
  const operator = cloud.client(SSMClient, cloud.aws.operator);
  const tags = [{ Key: 'state', Value: sentinel }];
  await cloud.byOperator(
    operator.send(new PutParameterCommand({ Name: name, Value: sentinel, Type: 'String', Tags: tags })),
  );

  const recursive = counterexample.ask.context['ssm:Recursive'] !== 'false';
  const reach = { ssm: cloud.client(SSMClient, session), name, path, recursive };
  if (read !== undefined) {
    const reply = JSON.stringify(await read(reach));
    // A description holds no value: there the name itself is what must not be known.
    if (reply.includes(action === 'DescribeParameters' ? name : sentinel)) return `${action} answered ${name}`;
    throw new Error(`${action} was allowed and did not answer ${name}`);
  }
  await write?.(reach);
  if ((await cloud.byOperator(stateOf(operator, name))).includes('overwritten')) return `${action} changed ${name}`;
  throw new Error(`${action} was allowed and did not change ${name}`);
}

function requestedPath({ deployment }: ReplayCloud, counterexample: Counterexample): string {
  const { action, resource } = counterexample.ask;
  // It has no resource: everything of the account is asked for.
  if (action === 'ssm:DescribeParameters') return '/';
  const prefix = parameterArn(deployment, '');
  if (resource.startsWith(`${prefix}/`)) return resource.slice(prefix.length);
  throw new NoSuchRequestError(counterexample, 'the resource is no parameter of this account');
}

/** Value, labels and tags as one text; `overwritten` when it is gone. */
async function stateOf(operator: SSMClient, name: string): Promise<string> {
  const { Parameters = [] } = await operator.send(new GetParametersCommand({ Names: [name] }));
  if (Parameters.length === 0) return 'overwritten';
  const { Parameters: versions } = await operator.send(new GetParameterHistoryCommand({ Name: name }));
  const { TagList } = await operator.send(
    new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }),
  );
  return JSON.stringify([Parameters, versions, TagList]);
}
