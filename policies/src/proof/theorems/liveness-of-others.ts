import { keyManagement, tableManagement } from '../../actions/left-open.ts';
import { reservedActions } from '../../actions/reserved-actions.ts';
import { iamActions, type ServiceAction } from '../../actions/service-actions.ts';
import {
  boundaryArn,
  oidcProviderArn,
  parameterArn,
  parameterKeyArn,
  principalArn,
  revocationsArn,
  roleArn,
  tableArn,
} from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { parameterStoreEndpoint } from '../../service-endpoints.ts';
import { everything, openToAll } from '../model/ask.ts';
import { attempts, type Deed, deed } from '../model/attempt.ts';
import { namedPrincipal, ownPrincipals, type SymbolicCaller } from '../model/principal.ts';
import { assuming } from '../model/trust-attempt.ts';
import { keyReads, keyWrites } from '../promised.ts';
import type { Question } from '../question.ts';
import { concat, constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import type { Layers } from '../translate/decision.ts';
import { absent, one } from '../translate/symbolic-context.ts';
import { itemDeeds } from './item-deeds.ts';
import { notifierDuties } from './notifier-duties.ts';
import { ofOthers, ofTheDeployer } from './organization-scp.ts';

/** The deployer's. */
const notEverybodys: readonly string[] = [
  'dynamodb:DeleteResourcePolicy',
  'dynamodb:PutResourcePolicy',
  'dynamodb:UpdateTable',
];
/** Not even the deployer. */
const nobodys: readonly string[] = ['iam:DeleteRolePermissionsBoundary'];
/** The account's own management in the policy of the key, which is closed to what it does not name. */
const closedByKey: readonly string[] = ['kms:GetKeyLastUsage', 'kms:RetireGrant', 'kms:UpdatePrimaryRegion'];

/**
 * With everything in force at once: table or key policy, SCP and RCP, and for each caller `Allow *` as its own policy.
 *
 * Assumes that a role is made and bounded with the boundary and without a TenantId tag, which is how it is deployed.
 */
export const livenessOfOthers: Theorem = {
  name: 'liveness of the others',
  says: 'Break-glass reads, writes, scans and copies items, restores backups, and uses parameters and, through Parameter Store, the key. The deployer changes roles, boundary, issuers, the table, and the policies of table, streams and key. It and the revoker change the list of revoked tenants, and the task role reads it by its own policy. The three look after themselves. A token of a registered issuer passes the RCP. In assume-role mode the task role assumes the tenant roles. ECS runs tasks as the task role. Lambda runs the notifier, and its role reads the stream, finds the instances, gets its token and hands over failures by its own policy. And everybody of the account manages table, key and other resources.',
  *questions(set, actions) {
    yield* ofEmergencies(set, actions);
    yield* ofNamedPrincipals(set, actions);
    yield* ofEverybody(set, actions);
    yield* ofTokens(set, actions);
    yield* ofTasks(set);
    yield* ofReading(set);
    yield* notifierDuties(set, actions);
  },
};

function* ofEmergencies(set: PolicySet, actions: readonly ServiceAction[]): Generator<Question> {
  const { deployment } = set;
  const breakGlass = namedPrincipal(deployment, deployment.breakGlass);
  for (const each of itemDeeds(deployment, actions)) yield* allowedBy(set, 'tenant-table', breakGlass, each);
  const uses: Deed = {
    what: 'the parameter key, through Parameter Store',
    actions: actions.filter(({ name }) => [...keyReads, ...keyWrites].some((use) => use === name)),
    of: (unknowns) => {
      const root = constant(parameterArn(deployment, `/${deployment.parameterRoot}/`));
      const keys = {
        'kms:ViaService': one(constant(parameterStoreEndpoint(deployment))),
        'kms:EncryptionContext:PARAMETER_ARN': one(concat(root, unknowns.text('name'))),
      };
      return { resource: constant(parameterKeyArn(deployment)), keys };
    },
  };
  yield* allowedBy(set, 'parameter-key', breakGlass, uses);
}

/** What is kept for somebody, that one may do. */
function* ofNamedPrincipals(set: PolicySet, actions: readonly ServiceAction[]): Generator<Question> {
  const { deployment } = set;
  const tenants = [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
  for (const { deeds, to } of [...ofTheDeployer(deployment, actions), ...ofOthers(deployment, actions)]) {
    for (const arn of to) {
      // What tenants need is a theorem of its own.
      if (tenants.includes(arn)) continue;
      const who = namedPrincipal(deployment, arn.slice(principalArn(deployment, '').length));
      for (const each of deeds) {
        const those = each.actions.filter(({ name }) => !nobodys.includes(name));
        const asDeployed: Deed = { ...each, actions: those, of: (unknowns) => deployedAs(set, each.of(unknowns)) };
        yield* allowedBy(set, each.what === 'the parameter key' ? 'parameter-key' : 'tenant-table', who, asDeployed);
      }
    }
  }
}

function deployedAs({ deployment }: PolicySet, { resource, keys }: ReturnType<Deed['of']>): ReturnType<Deed['of']> {
  const bounded = { 'iam:PermissionsBoundary': one(constant(boundaryArn(deployment))), 'aws:TagKeys': absent };
  return { resource, keys: { ...keys, ...bounded } };
}

function* ofEverybody(set: PolicySet, actions: readonly ServiceAction[]): Generator<Question> {
  const { deployment } = set;
  const managing = (names: readonly string[], but: readonly string[]): readonly ServiceAction[] =>
    actions.filter(({ name }) => names.includes(name) && !but.includes(name));
  const table = managing(tableManagement, notEverybodys);
  const key = managing(keyManagement, ['kms:PutKeyPolicy', ...closedByKey]);
  const other = `${tableArn(deployment)}-2`;
  for (const anybody of ownPrincipals(deployment, [])) {
    yield* allowedBy(set, 'tenant-table', anybody, deed('the table', tableArn(deployment), table));
    yield* allowedBy(set, 'parameter-key', anybody, deed('the parameter key', parameterKeyArn(deployment), key));
    yield* allowedBy(
      set,
      null,
      anybody,
      deed('another table', other, reservedActions(actions, 'dynamodb', 'table', [])),
    );
  }
}

/** What else a token needs is the trust policy's to say. */
function* ofTokens({ deployment, documents }: PolicySet, actions: readonly ServiceAction[]): Generator<Question> {
  const opening = actions.filter(({ name }) => name === 'sts:AssumeRoleWithWebIdentity');
  for (const { provider } of deployment.issuers) {
    for (const role of [deployment.readerRole, deployment.writerRole]) {
      const unknowns = new Unknowns();
      const who: SymbolicCaller = {
        what: `a token of ${provider}`,
        caller: { type: 'federated', provider: oidcProviderArn(deployment, provider) },
        keys: { 'aws:PrincipalArn': absent, [`${provider}:aud`]: one(unknowns.text('audience')) },
        unknowns,
      };
      const layers = { resource: [openToAll], rcp: [documents['organization-rcp']] };
      yield* attempts(who, deed(role, roleArn(deployment, role), opening), layers, 'allowed');
    }
  }
}

function* ofTasks({ deployment, documents }: PolicySet): Generator<Question> {
  const { partition, region, account, taskRole } = deployment;
  const unknowns = new Unknowns();
  const task = concat(constant(`arn:${partition}:ecs:${region}:${account}:`), unknowns.text('task'));
  const who: SymbolicCaller = {
    what: 'ECS for a task of ours',
    caller: { type: 'service', service: 'ecs-tasks.amazonaws.com' },
    keys: { 'aws:SourceAccount': one(constant(account)), 'aws:SourceArn': one(task) },
    unknowns,
  };
  yield* assuming(who, roleArn(deployment, taskRole), documents['task-role-trust'], 'allowed');
}

/** With nothing else attached to the task role. */
function* ofReading({ deployment, documents }: PolicySet): Generator<Question> {
  const who = namedPrincipal(deployment, `role/${deployment.taskRole}`);
  const reads = iamActions.filter(({ name }) => ['iam:GetPolicy', 'iam:GetPolicyVersion'].includes(name));
  const list = deed('the list of revoked tenants', revocationsArn(deployment), reads);
  const identity = [documents['task-role']];
  yield* attempts(who, list, { identity, scp: [everything, documents['organization-scp']] }, 'allowed');
}

function* allowedBy(
  { documents }: PolicySet,
  resource: 'tenant-table' | 'parameter-key' | null,
  who: SymbolicCaller,
  what: Deed,
): Generator<Question> {
  const others: Layers = {
    scp: [everything, documents['organization-scp']],
    rcp: [documents['organization-rcp']],
    ...(resource === null ? {} : { resource: [documents[resource]] }),
  };
  yield* attempts(who, what, { ...others, identity: [everything] }, 'allowed');
  // A key opens only through its own policy, whatever the caller's policies say.
  if (resource === 'parameter-key') yield* attempts(who, what, others, 'allowed');
}
