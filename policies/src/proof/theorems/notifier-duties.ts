import type { ServiceAction } from '../../actions/service-actions.ts';
import { failureQueueArn, notifierArn, roleArn, tableArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { everything } from '../model/ask.ts';
import { attempts, type Deed } from '../model/attempt.ts';
import { namedPrincipal, type SymbolicCaller } from '../model/principal.ts';
import { assuming } from '../model/trust-attempt.ts';
import { streamReads } from '../promised.ts';
import type { Question } from '../question.ts';
import { concat, constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import { one, set as setOf } from '../translate/symbolic-context.ts';

/** That the function runs, and that its role may do what it is for, by its own policy and past those of the organisation. */
export function* notifierDuties(set: PolicySet, actions: readonly ServiceAction[]): Generator<Question> {
  const { deployment, documents } = set;
  const { partition, region, account, notifierRole, namespace, discoveryService, refreshAudience } = deployment;
  const lambda: SymbolicCaller = {
    what: 'Lambda for the function of ours',
    caller: { type: 'service', service: 'lambda.amazonaws.com' },
    keys: { 'aws:SourceAccount': one(constant(account)), 'aws:SourceArn': one(constant(notifierArn(deployment))) },
    unknowns: new Unknowns(),
  };
  yield* assuming(lambda, roleArn(deployment, notifierRole), documents['notifier-role-trust'], 'allowed');
  const named = (...names: readonly string[]) => actions.filter(({ name }) => names.includes(name));
  const onSome = (what: string, start: string, of: readonly ServiceAction[], keys: Keys = {}): Deed => ({
    what,
    actions: of,
    of: (unknowns) => ({ resource: concat(constant(start), unknowns.text('which')), keys }),
  });
  const cloudMap = `arn:${partition}:servicediscovery:${region}:${account}`;
  const ours = {
    'servicediscovery:NamespaceName': one(constant(namespace)),
    'servicediscovery:ServiceName': one(constant(discoveryService)),
  };
  const find = named('servicediscovery:DiscoverInstances');
  const token = {
    'sts:IdentityTokenAudience': setOf(constant(refreshAudience)),
    'sts:DurationSeconds': one(constant('300')),
  };
  const nothing = { resource: constant('*'), keys: {} };
  const deeds: readonly Deed[] = [
    onSome('a stream of the table', `${tableArn(deployment)}/stream/`, named(...streamReads)),
    { what: 'all streams', actions: named('dynamodb:ListStreams'), of: () => nothing },
    onSome('the namespace', `${cloudMap}:namespace/`, find, ours),
    onSome('the service', `${cloudMap}:service/`, find, ours),
    {
      what: 'a token for the refresh audience',
      actions: named('sts:GetWebIdentityToken'),
      of: () => ({ ...nothing, keys: token }),
    },
    {
      what: 'the queue of failures',
      actions: named('sqs:SendMessage'),
      of: () => ({ resource: constant(failureQueueArn(deployment)), keys: {} }),
    },
  ];
  const who = namedPrincipal(deployment, `role/${notifierRole}`);
  const layers = {
    identity: [documents['notifier-role']],
    scp: [everything, documents['organization-scp']],
    rcp: [documents['organization-rcp']],
  };
  for (const each of deeds) yield* attempts(who, each, layers, 'allowed');
}

type Keys = ReturnType<Deed['of']>['keys'];
