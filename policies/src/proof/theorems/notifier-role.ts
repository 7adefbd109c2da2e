import { iamActions, type ServiceAction } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { failureQueueArn, tableArn } from '../../names.ts';
import type { PolicyDocument } from '../../policy-document.ts';
import { everything, openToAll } from '../model/ask.ts';
import { attempts, type Deed } from '../model/attempt.ts';
import { namedPrincipal } from '../model/principal.ts';
import { streamReads } from '../promised.ts';
import { and, equal, not, startsWith } from '../smt/formula.ts';
import { concat, constant } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { absent, type KeyValue, set as setOf } from '../translate/symbolic-context.ts';
import { unlisted } from './boundary.ts';
import { mostKeys } from './most-keys.ts';
import { optional } from './service-role-trust.ts';

const audience = 'sts:IdentityTokenAudience';
const [token, find, handOver] = ['sts:GetWebIdentityToken', 'servicediscovery:DiscoverInstances', 'sqs:SendMessage'];
const duties: readonly string[] = [...streamReads, 'dynamodb:ListStreams', token, find, handOver];

/** What Lambda needs of every function in a VPC, which another policy may grant: network interfaces and logs. */
const mayBeGiven = ['ec2', 'logs'];

/**
 * Whatever other policies are attached to the role, and even where a resource's own policy is open to the world.
 *
 * Assumes that the table's stream holds keys alone, which is a setting of the table and no policy; that STS puts every audience that
 * it is asked for into the condition key; and that Cloud Map asks of namespaces and services whether their instances may be found.
 */
export const notifierRole: Theorem = {
  name: 'notifier role',
  says: "Whatever else is attached to the notifier's role, it is allowed no action on an item, parameter or key and opens no session: of DynamoDB it may read this table's stream and list streams, of STS get a token for the refresh audience and for no other beside it, and of every other service but Cloud Map, SQS, EC2 and CloudWatch Logs nothing. By its own policy it finds the instances of the one service, hands over to the one queue, and may do nothing else.",
  *questions({ deployment, documents }, actions) {
    const who = namedPrincipal(deployment, `role/${deployment.notifierRole}`);
    const own = documents['notifier-role'];
    const all: readonly ServiceAction<string>[] = [...actions, ...iamActions, unlisted];
    const opened = { identity: [own, everything], resource: [openToAll] };
    for (const one of [...beyond(all, mayBeGiven), ...misused(deployment, all, own)]) {
      yield* attempts(who, one, opened, 'denied');
    }
    const alone = { identity: [own] };
    for (const one of [...beyond(all, []), ...misused(deployment, all, own), ...elsewhere(deployment, all)]) {
      yield* attempts(who, one, alone, 'denied');
    }
  },
};

/** Everything that is none of its duties, on anything. */
function beyond(actions: readonly ServiceAction<string>[], given: readonly string[]): readonly Deed[] {
  const others = actions.filter(({ name, service }) => !duties.includes(name) && !given.includes(service));
  return [
    {
      what: 'anything at all',
      actions: others,
      of: (unknowns) => ({ resource: unknowns.text('resource'), keys: {} }),
    },
  ];
}

/** Another stream, and a token that is for somebody else as well, or for nobody. */
function misused(
  deployment: Deployment,
  actions: readonly ServiceAction<string>[],
  own: PolicyDocument,
): readonly Deed[] {
  const tokenFor = (what: string, value: (unknowns: Unknowns) => KeyValue): Deed => ({
    what,
    actions: actions.filter(({ name }) => name === token),
    of: (unknowns) => ({ resource: unknowns.text('resource'), keys: { [audience]: value(unknowns) } }),
  });
  return [
    {
      what: 'another stream',
      actions: actions.filter(({ name }) => streamReads.some((one) => one === name)),
      of: (unknowns) => {
        const resource = unknowns.text('resource');
        unknowns.assume(not(startsWith(resource, constant(`${tableArn(deployment)}/stream/`))));
        return { resource, keys: {} };
      },
    },
    tokenFor('a token for another audience', (unknowns) => {
      const other = unknowns.text('audience');
      unknowns.assume(not(equal(other, constant(deployment.refreshAudience))), not(equal(other, constant(''))));
      unknowns.prefer(equal(other, constant('api.example.com')));
      const beside = Array.from({ length: mostKeys([own], audience) }, () => unknowns.text('audience beside it'));
      return setOf(other, ...beside);
    }),
    tokenFor('a token for no audience', () => absent),
  ];
}

/** What is left to an accident: instances of other services and other queues show no tenant's data. */
function elsewhere(deployment: Deployment, actions: readonly ServiceAction<string>[]): readonly Deed[] {
  const { partition, region, account, namespace, discoveryService } = deployment;
  const [where, which] = ['servicediscovery:NamespaceName', 'servicediscovery:ServiceName'] as const;
  // One after the other, since z3 is quick with each and not with both.
  const others = [
    { key: where, is: namespace, free: which, example: 'other.internal' },
    { key: which, is: discoveryService, free: where, example: 'order-service' },
  ];
  return [
    ...['namespace', 'service'].flatMap((kind) =>
      others.map(
        ({ key, is, free, example }): Deed => ({
          what: `a ${kind}, for the instances of another service`,
          actions: actions.filter(({ name }) => name === find),
          of: (unknowns) => {
            const other = optional(unknowns, 'other name');
            unknowns.assume(not(and(other.present, equal(other.value, constant(is)))));
            unknowns.prefer(equal(other.value, constant(example)));
            const start = `arn:${partition}:servicediscovery:${region}:${account}:${kind}/`;
            const keys = { [key]: other, [free]: optional(unknowns, 'name') };
            return { resource: concat(constant(start), unknowns.text('id')), keys };
          },
        }),
      ),
    ),
    {
      what: 'another queue',
      actions: actions.filter(({ name }) => name === handOver),
      of: (unknowns) => {
        const resource = unknowns.text('resource');
        unknowns.assume(not(equal(resource, constant(failureQueueArn(deployment)))));
        return { resource, keys: {} };
      },
    },
  ];
}
