import {
  backupManagement,
  harmlessIssuerChanges,
  harmlessPolicyChanges,
  harmlessRoleChanges,
  lendsNoRole,
  lendsNoUser,
  parameterManagement,
} from '../../actions/left-open.ts';
import { reservedActions, reservedChanges } from '../../actions/reserved-actions.ts';
import { iamActions, type ServiceAction } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
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
import { everything, openToAll } from '../model/ask.ts';
import { attempts, type Deed, deed } from '../model/attempt.ts';
import { notServiceLinked, ownPrincipals } from '../model/principal.ts';
import { and, equal, not } from '../smt/formula.ts';
import { inAnyCase } from '../smt/language.ts';
import { concat, constant } from '../smt/text.ts';
import type { Theorem } from '../theorem.ts';
import { set as setOf } from '../translate/symbolic-context.ts';
import { mostKeys } from './most-keys.ts';
import { thoseWhoTouchItems } from './table-policy.ts';

/** Something that the service control policy keeps for few. */
interface Reservation {
  readonly deeds: readonly Deed[];
  /** The ARNs of those who may; none for nobody. */
  readonly to: readonly string[];
}

/**
 * By the SCP alone, with `FullAWSAccess` beside it, `Allow *` attached to everybody and every resource's policy open.
 *
 * Assumes that the SCP is attached to the account, and the callers that SCPs bind: principals of the account that are not
 * service-linked, and not of the management account. That what AWS lists as asked of a role, policy, issuer, user, stream,
 * parameter or backup is asked by its ARN, both names of a renamed user included. And of the condition keys: `iam:PermissionsBoundary` holds
 * the boundary that a role is given, `aws:TagKeys` the tags.
 */
export const organizationScp: Theorem = {
  name: 'service control policy',
  offered: 'organization-scp',
  says: 'Whatever is attached to them, nobody of the account but the deployer changes the tenant roles, the task role, the role of the notifier, the boundary, a registered issuer, what a stream of the table tells, or the policy of the table, its streams or the key; not even the deployer makes a tenant role without the boundary, takes it off, tags it TenantId or hands on the key; nobody but deployer and revoker changes the list of revoked tenants; nobody but themselves takes over deployer, break-glass or revoker; nobody but break-glass restores a backup; nobody but it and the tenant roles uses a parameter; and nobody assumes a tenant role but, in assume-role mode, the task role.',
  *questions({ deployment, documents }, actions) {
    const layers = { identity: [everything], resource: [openToAll], scp: [everything, documents['organization-scp']] };
    const furtherTags = mostKeys([documents['organization-scp']], 'aws:TagKeys');
    const ofThese = [
      ...ofTheDeployer(deployment, actions),
      ...ofOthers(deployment, actions),
      ...ofNobody(deployment, actions, furtherTags),
    ];
    for (const { deeds, to } of ofThese) {
      for (const who of ownPrincipals(deployment, to).map(notServiceLinked)) {
        for (const one of deeds) yield* attempts(who, one, layers, 'denied');
      }
    }
  },
};

/** What only the deployer may do; to the roles, no more than the boundary lets it. */
export function ofTheDeployer(deployment: Deployment, actions: readonly ServiceAction[]): readonly Reservation[] {
  const { taskRole, notifierRole } = deployment;
  const roles = [...tenantRoles(deployment), ...[taskRole, notifierRole].map((role) => roleArn(deployment, role))];
  const ofRoles = reservedChanges(iamActions, 'iam', 'role', harmlessRoleChanges);
  const ofPolicies = reservedChanges(iamActions, 'iam', 'policy', harmlessPolicyChanges);
  const ofIssuers = reservedChanges(iamActions, 'iam', 'oidc-provider', harmlessIssuerChanges);
  const issuers = deployment.issuers.map(({ provider }) => oidcProviderArn(deployment, provider));
  const policyOf = (resource: 'table' | 'stream' | 'key', name: RegExp): readonly ServiceAction[] =>
    actions.filter((action) => action.resources?.includes(resource) === true && name.test(action.name));
  const deeds: readonly Deed[] = [
    ...roles.map((role) => deed(role, role, ofRoles)),
    deed('the boundary', boundaryArn(deployment), ofPolicies),
    ...issuers.map((issuer) => deed(issuer, issuer, ofIssuers)),
    deed('the table', tableArn(deployment), policyOf('table', /^dynamodb:(?:UpdateTable|(?:Put|Delete).*Policy)$/)),
    {
      what: 'a stream of the table',
      actions: policyOf('stream', /^dynamodb:(?:Put|Delete).*Policy$/),
      of: (unknowns) => ({
        resource: concat(constant(`${tableArn(deployment)}/stream/`), unknowns.text('stream')),
        keys: {},
      }),
    },
    deed('the parameter key', parameterKeyArn(deployment), policyOf('key', /^kms:Put.*Policy$/)),
  ];
  return [{ deeds, to: [principalArn(deployment, deployment.deployer)] }];
}

/** What those may do to whom it belongs: revoke, take over nobody but themselves, emergencies, parameters, opening sessions. */
export function ofOthers(deployment: Deployment, actions: readonly ServiceAction[]): readonly Reservation[] {
  const { breakGlass, deployer, revoker, parameterRoot } = deployment;
  const backups: Deed = {
    what: 'a backup of the table',
    actions: reservedActions(actions, 'dynamodb', 'backup', backupManagement),
    of: (unknowns) => ({
      resource: concat(constant(`${tableArn(deployment)}/backup/`), unknowns.text('backup')),
      keys: {},
    }),
  };
  const ofParameters = reservedActions(actions, 'ssm', 'parameter', parameterManagement);
  const parameters: Deed = {
    what: 'a parameter of the deployment',
    actions: ofParameters,
    of: (unknowns) => ({
      resource: concat(constant(parameterArn(deployment, `/${parameterRoot}/`)), unknowns.text('name')),
      keys: {},
    }),
  };
  const above = ['/', `/${parameterRoot}`].map((path) =>
    deed(`the path ${path}`, parameterArn(deployment, path), ofParameters),
  );
  const list = deed(
    'the list of revoked tenants',
    revocationsArn(deployment),
    reservedChanges(iamActions, 'iam', 'policy', []),
  );
  return [
    { deeds: [list], to: [deployer, revoker].map((name) => principalArn(deployment, name)) },
    ...[deployer, breakGlass, revoker].map((name) => {
      const arn = principalArn(deployment, name);
      return { deeds: [deed(name, arn, takingOver(name))], to: [arn] };
    }),
    { deeds: [backups], to: [principalArn(deployment, breakGlass)] },
    { deeds: [parameters, ...above], to: thoseWhoTouchItems(deployment) },
    {
      deeds: tenantRoles(deployment).map((role) =>
        deed(
          role,
          role,
          actions.filter(({ name }) => name === 'sts:AssumeRole'),
        ),
      ),
      to: deployment.assumeRoleTrust ? [roleArn(deployment, deployment.taskRole)] : [],
    },
  ];
}

function ofNobody(
  deployment: Deployment,
  actions: readonly ServiceAction[],
  furtherTags: number,
): readonly Reservation[] {
  const named = (...names: readonly string[]): readonly ServiceAction<string>[] =>
    [...iamActions, ...actions].filter(({ name }) => names.includes(name));
  const boundary = 'iam:PermissionsBoundary';
  const deeds = tenantRoles(deployment).flatMap((role): readonly Deed[] => [
    {
      what: `${role}, without the boundary`,
      actions: named('iam:CreateRole', 'iam:PutRolePermissionsBoundary'),
      of: (unknowns) => {
        const [present, value] = [unknowns.flag('has boundary'), unknowns.text('boundary')];
        unknowns.assume(not(and(present, equal(value, constant(boundaryArn(deployment))))));
        return { resource: constant(role), keys: { [boundary]: { kind: 'one', present, value } } };
      },
    },
    deed(role, role, named('iam:DeleteRolePermissionsBoundary')),
    {
      what: `${role}, with a TenantId tag`,
      actions: named('iam:CreateRole', 'iam:TagRole'),
      of: (unknowns) => {
        const tag = unknowns.word('tag', inAnyCase('TenantId'));
        const others = Array.from({ length: furtherTags }, () => unknowns.text('other tag'));
        return { resource: constant(role), keys: { 'aws:TagKeys': setOf(tag, ...others) } };
      },
    },
  ]);
  return [
    { deeds: [...deeds, deed('the parameter key', parameterKeyArn(deployment), named('kms:CreateGrant'))], to: [] },
  ];
}

/** By what somebody else becomes a principal of the account. */
function takingOver(principal: string): readonly ServiceAction<'iam'>[] {
  return principal.startsWith('user/')
    ? reservedChanges(iamActions, 'iam', 'user', lendsNoUser)
    : reservedChanges(iamActions, 'iam', 'role', lendsNoRole);
}

function tenantRoles(deployment: Deployment): readonly string[] {
  return [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
}
