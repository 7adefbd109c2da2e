import { carriesAlong, keyManagement, otherKindsOfKey, streamManagement } from '../../actions/left-open.ts';
import { reservedActions } from '../../actions/reserved-actions.ts';
import type { ServiceAction } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { oidcProviderArn, parameterKeyArn, principalArn, roleArn, tableArn } from '../../names.ts';
import { parameterStoreEndpoint } from '../../service-endpoints.ts';
import { everything, openToAll } from '../model/ask.ts';
import { attempts, type Deed, deed } from '../model/attempt.ts';
import { everybodyBut, notServiceLinked, type SymbolicCaller } from '../model/principal.ts';
import { and, equal, not } from '../smt/formula.ts';
import { concat, constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { absent } from '../translate/symbolic-context.ts';
import { itemDeeds } from './item-deeds.ts';
import { thoseWhoTouchItems } from './table-policy.ts';

/**
 * By the RCP alone, with `Allow *` attached to everybody, and trust, key, table and stream policy open to the world.
 *
 * Assumes that the RCP is attached to the account, that AWS's lists are complete (it can only name actions), and the callers
 * that RCPs bind: everybody but service-linked roles. That a token has an audience key under its own issuer's name only. And a
 * parameter key that KMS made itself, with one key for both directions: it neither signs nor is imported.
 */
export const organizationRcp: Theorem = {
  name: 'resource control policy',
  offered: 'organization-rcp',
  says: 'Even if trust, key and table policy were open to the world: no token of another issuer, no SAML, and no principal of any account opens a tenant session, but, in assume-role mode, the task role; nobody but tenant roles and break-glass uses the key, nobody outside Parameter Store, and nobody hands it on by a grant or a replica; nobody but they touches or copies an item; and nobody but the notifier and break-glass reads a stream of the table.',
  *questions({ deployment, documents }, actions) {
    const layers = { identity: [everything], resource: [openToAll], rcp: [documents['organization-rcp']] };
    const ask = (who: SymbolicCaller, one: Deed) => attempts(notServiceLinked(who), one, layers, 'denied');
    const opening = reservedActions(actions, 'sts', 'role', carriesAlong);
    const task = deployment.assumeRoleTrust ? [roleArn(deployment, deployment.taskRole)] : [];
    for (const role of [deployment.readerRole, deployment.writerRole]) {
      const arn = roleArn(deployment, role);
      for (const who of [
        ...everybodyBut(deployment, task, [documents['organization-rcp']]),
        ...tokensOfOthers(deployment),
      ]) {
        yield* ask(withoutOurAudience(deployment, who), deed(arn, arn, opening));
      }
    }
    const key = parameterKeyArn(deployment);
    const uses = reservedActions(actions, 'kms', 'key', [...keyManagement, ...otherKindsOfKey]);
    const handingOn = uses.filter(({ name }) => /^kms:(?:CreateGrant|ReplicateKey)$/.test(name));
    for (const who of everybodyBut(deployment, thoseWhoTouchItems(deployment), [documents['organization-rcp']])) {
      yield* ask(who, deed('the parameter key', key, uses));
      for (const one of itemDeeds(deployment, actions)) yield* ask(who, one);
    }
    const readers = [roleArn(deployment, deployment.notifierRole), principalArn(deployment, deployment.breakGlass)];
    for (const who of everybodyBut(deployment, readers, [documents['organization-rcp']])) {
      yield* ask(who, stream(deployment, reservedActions(actions, 'dynamodb', 'stream', streamManagement)));
    }
    for (const who of everybodyBut(deployment, [], [documents['organization-rcp']])) {
      yield* ask(who, outsideParameterStore(deployment, uses));
      yield* ask(who, deed('the parameter key', key, handingOn));
    }
  },
};

function stream(deployment: Deployment, actions: readonly ServiceAction[]): Deed {
  return {
    what: 'a stream of the table',
    actions,
    of: (unknowns) => ({
      resource: concat(constant(`${tableArn(deployment)}/stream/`), unknowns.text('stream')),
      keys: {},
    }),
  };
}

function outsideParameterStore(deployment: Deployment, actions: readonly ServiceAction[]): Deed {
  return {
    what: 'the parameter key, not through Parameter Store',
    actions,
    of: (unknowns) => {
      const [present, value] = [unknowns.flag('has service'), unknowns.text('service')];
      unknowns.assume(not(and(present, equal(value, constant(parameterStoreEndpoint(deployment))))));
      return {
        resource: constant(parameterKeyArn(deployment)),
        keys: { 'kms:ViaService': { kind: 'one', present, value } },
      };
    },
  };
}

/** Holders of a token that no issuer of the deployment signed. */
function tokensOfOthers(deployment: Deployment): readonly SymbolicCaller[] {
  const of = (what: string, provider: string): SymbolicCaller => ({
    what,
    caller: { type: 'federated', provider },
    keys: { 'aws:PrincipalArn': absent },
    unknowns: new Unknowns(),
  });
  return [
    of('a token of another issuer', oidcProviderArn(deployment, 'unknown.example.com')),
    of('a SAML assertion', `arn:${deployment.partition}:iam::${deployment.account}:saml-provider/corp`),
  ];
}

function withoutOurAudience({ issuers }: Deployment, who: SymbolicCaller): SymbolicCaller {
  const audiences = issuers.map(({ provider }) => [`${provider}:aud`, absent] as const);
  return { ...who, keys: { ...who.keys, ...Object.fromEntries(audiences) } };
}
