import type { Deployment, TrustedIssuer } from './deployment.ts';
import { PolicyError } from './policy-error.ts';
import { longestTenantOfUsers } from './session-name.ts';

/** A deployment's name is outside its grammar: a `*`, a slash or `${` in it would widen every policy. */
export class DeploymentGrammarError extends PolicyError {
  readonly code = 'deployment-grammar';
  /** Member of the deployment, for example `parameterRoot` or `issuers[0].audiences`. */
  readonly field: string;
  readonly rule: string;

  constructor(field: string, rule: string) {
    super(`${field}: ${rule}`);
    this.field = field;
    this.rule = rule;
  }
}

interface Rule {
  readonly grammar: RegExp;
  readonly text: string;
}

const roleName: Rule = { grammar: /^[A-Za-z0-9_+=,.@-]{1,64}$/, text: '1-64 of A-Z a-z 0-9 _ + = , . @ -' };

const policyName: Rule = { grammar: /^[A-Za-z0-9_+=,.@-]{1,128}$/, text: '1-128 of A-Z a-z 0-9 _ + = , . @ -' };

/** A role or user with its path, if it has one: IAM Identity Center's roles do. No wildcard, no variable, no session. */
const principal: Rule = {
  grammar: /^(?=.{1,128}$)(role|user)(\/[A-Za-z0-9_+=,.@-]{1,64})+$/,
  text: 'role/ or user/ and a name, its path included, such as role/leasehold-break-glass; at most 128 characters',
};

/** What AWS takes for a name in DNS, without the dot that ends it. */
const label = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';

/** Narrower than AWS's own grammars where AWS allows a character that means something in a policy. */
const rules = {
  partition: { grammar: /^aws(-cn|-us-gov)?$/, text: 'aws, aws-cn or aws-us-gov' },
  region: {
    grammar: /^(?=.{1,20}$)[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$/,
    text: 'a region such as eu-west-1, at most 20 characters',
  },
  account: { grammar: /^[0-9]{12}$/, text: '12 digits' },
  table: { grammar: /^[A-Za-z0-9_.-]{3,255}$/, text: '3-255 of A-Z a-z 0-9 _ . -' },
  // Parameter Store refuses names that begin with aws or ssm, in any case.
  parameterRoot: {
    grammar: /^(?!aws|ssm)[A-Za-z0-9_.-]{1,63}$/i,
    text: '1-63 of A-Z a-z 0-9 _ . - without a slash, not beginning with aws or ssm',
  },
  readerRole: roleName,
  writerRole: roleName,
  taskRole: roleName,
  notifierRole: roleName,
  boundaryPolicy: policyName,
  revocationsPolicy: policyName,
  deployer: principal,
  breakGlass: principal,
  revoker: principal,
  parameterKeyId: {
    grammar: /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    text: 'a key id: a UUID, or mrk- and 32 hex digits',
  },
  notifierFunction: { grammar: /^[A-Za-z0-9_-]{1,64}$/, text: '1-64 of A-Z a-z 0-9 _ -' },
  // A FIFO queue, whose name ends in .fifo, cannot be a function's on-failure destination.
  failureQueue: { grammar: /^[A-Za-z0-9_-]{1,80}$/, text: '1-80 of A-Z a-z 0-9 _ -' },
  refreshAudience: { grammar: /^[A-Za-z0-9_.:/-]{1,255}$/, text: '1-255 of A-Z a-z 0-9 _ . : / -' },
  namespace: {
    grammar: new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`),
    text: 'a namespace such as leasehold.internal, at most 253 characters',
  },
  discoveryService: {
    grammar: new RegExp(`^(?=.{1,127}$)${label}(\\.${label})*$`),
    text: 'a Cloud Map service such as config-service, at most 127 characters',
  },
  attribution: { grammar: /^(tenant|user)$/, text: 'tenant or user' },
} as const satisfies Partial<Record<keyof Deployment, Rule>>;

const provider: Rule = {
  grammar: /^(?=.{1,255}$)[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~-]+)*$/,
  text: 'the issuer URL without its scheme and without a slash at its end, at most 255 characters',
};

const audience: Rule = {
  grammar: /^[A-Za-z0-9_.:/-]{1,255}$/,
  text: 'one or more app client ids, each 1-255 of A-Z a-z 0-9 _ . : / -',
};

/** What `StringLike` compares the requested tag with: a star at the end is the only thing in it that is no literal. */
const tenantPattern: Rule = {
  grammar: /^([A-Za-z0-9][A-Za-z0-9_-]{1,62}|[A-Za-z0-9][A-Za-z0-9_-]{0,61}\*)$/,
  text: '1-1,000 tenant ids, or beginnings of them that end in * such as eu-*; or * alone, for every tenant there is',
};

/** Deployments are constants of a process and read-only by type, so each is checked once. */
const accepted = new WeakSet<Deployment>();

/** The deployment, once all its names are known to be safe inside a policy. @throws DeploymentGrammarError */
export function safeDeployment(deployment: Deployment): Deployment {
  if (accepted.has(deployment)) return deployment;
  for (const field of Object.keys(rules) as (keyof typeof rules)[]) hold(field, rules[field], deployment[field]);
  if (deployment.revocationsPolicy.toLowerCase() === deployment.boundaryPolicy.toLowerCase()) {
    throw new DeploymentGrammarError('revocationsPolicy', 'another policy than the boundary');
  }
  const roles = [deployment.readerRole, deployment.writerRole, deployment.taskRole];
  if (new Set(roles).size < roles.length) {
    throw new DeploymentGrammarError('taskRole', 'the reader, writer and task roles are three different roles');
  }
  if (roles.some((role) => role.toLowerCase() === deployment.notifierRole.toLowerCase())) {
    throw new DeploymentGrammarError('notifierRole', 'another role than the reader, writer and task roles');
  }
  roles.push(deployment.notifierRole);
  checkPeople(deployment, roles);
  deployment.issuers.forEach(checkIssuer);
  const providers = deployment.issuers.map((issuer) => issuer.provider.toLowerCase());
  if (new Set(providers).size < providers.length) {
    throw new DeploymentGrammarError('issuers', 'each provider is listed once, with all its audiences');
  }
  checkTenantsAreSaid(deployment.issuers);
  checkRefreshAudience(deployment);
  if (deployment.attribution === 'user') deployment.issuers.forEach(checkRoomForUsers);
  accepted.add(deployment);
  return deployment;
}

/** Who deploys does not read, who breaks the glass does not deploy, who revokes does neither, and none serves tenants. */
function checkPeople({ deployer, breakGlass, revoker }: Deployment, roles: readonly string[]): void {
  const serving = roles.map((role) => `role/${role}`.toLowerCase());
  const rule = 'another principal than the reader, writer, task and notifier roles';
  if (serving.includes(deployer.toLowerCase())) throw new DeploymentGrammarError('deployer', rule);
  if ([...serving, deployer.toLowerCase()].includes(breakGlass.toLowerCase())) {
    throw new DeploymentGrammarError('breakGlass', `${rule}, and another than the deployer`);
  }
  if ([...serving, deployer.toLowerCase(), breakGlass.toLowerCase()].includes(revoker.toLowerCase())) {
    throw new DeploymentGrammarError('revoker', `${rule}, and another than deployer and break-glass`);
  }
}

function checkIssuer(issuer: TrustedIssuer, index: number): void {
  hold(`issuers[${index}].provider`, provider, issuer.provider);
  const field = `issuers[${index}].audiences`;
  if (issuer.audiences.length === 0) throw new DeploymentGrammarError(field, audience.text);
  for (const text of issuer.audiences) hold(field, audience, text);
  checkTenants(`issuers[${index}].tenants`, issuer.tenants);
}

function checkTenants(field: string, tenants: TrustedIssuer['tenants']): void {
  if (tenants === undefined || isEveryTenant(tenants)) return;
  if (tenants.length === 0 || tenants.length > 1_000) throw new DeploymentGrammarError(field, tenantPattern.text);
  for (const text of tenants) hold(field, tenantPattern, text);
}

/** Of several issuers, one that does not say whose it is could open the sessions of the others' tenants. */
function checkTenantsAreSaid(issuers: readonly TrustedIssuer[]): void {
  if (issuers.length < 2) return;
  const silent = issuers.findIndex((issuer) => issuer.tenants === undefined);
  if (silent === -1) return;
  throw new DeploymentGrammarError(`issuers[${silent}].tenants`, `required of each of several; ${tenantPattern.text}`);
}

/** A user's token, which an app client asked for, must never do for the notifier's. */
function checkRefreshAudience({ issuers, refreshAudience }: Deployment): void {
  if (!issuers.some(({ audiences }) => audiences.includes(refreshAudience))) return;
  throw new DeploymentGrammarError('refreshAudience', "another audience than those of the users' tokens");
}

/** A tenant without room for its users' names would be refused call by call. */
function checkRoomForUsers({ tenants = [] }: TrustedIssuer, index: number): void {
  if (tenants.every((text) => text.replace(/\*$/, '').length <= longestTenantOfUsers)) return;
  const rule = `with attribution by user, tenant ids of at most ${longestTenantOfUsers} characters`;
  throw new DeploymentGrammarError(`issuers[${index}].tenants`, rule);
}

/** Whether an issuer's tenants are `*` alone. */
export function isEveryTenant(tenants: readonly string[]): boolean {
  return tenants.length === 1 && tenants[0] === '*';
}

function hold(field: string, rule: Rule, text: string): void {
  if (!rule.grammar.test(text)) throw new DeploymentGrammarError(field, rule.text);
}
