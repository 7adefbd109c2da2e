import type { CaseFile, TrustCase, TrustExchange } from './policy-case.ts';
import { callerRoleDeviations, type Deviation, deviations, sessionOf } from './trust-deviations.ts';
import { account, provider, taskRole, tokens, type WayIn } from './trust-ways.ts';

/*
 * Every way into every tenant role in both modes, what it takes in, and every single deviation from a good exchange on each:
 * the hand-written trust cases say why, these see to it that no way in was forgotten.
 */

/** The cases, in the form of the hand-written ones and for the same runner. */
export function trustMatrix(): CaseFile {
  const cases = [false, true].flatMap((assumeRoleTrust) =>
    (['reader', 'writer'] as const).flatMap((role) => [
      ...[...tokens, ...(assumeRoleTrust ? [taskRole] : [])].flatMap((way) => casesOf(role, assumeRoleTrust, way)),
      ...(assumeRoleTrust ? [] : closedToRoles(role)),
      ...chaining(role, assumeRoleTrust),
    ]),
  );
  return { kind: 'trust', topic: 'Every way into every tenant role', cases };
}

function casesOf(role: 'reader' | 'writer', assumeRoleTrust: boolean, way: WayIn): readonly TrustCase[] {
  const policy = `tenant-${role}-trust`;
  const base = { role, assumeRoleTrust, why: 'one deviation from an exchange that is allowed' } as const;
  const fit = (role === 'reader' ? ['reader', 'writer', 'admin'] : ['writer', 'admin']).map(
    (UserRole): Deviation['from'] =>
      (good) => ({ ...good, tags: { ...good.tags, UserRole } }),
  );
  const good = [...fit, ...way.alsoGood].map(
    (from, index): TrustCase => ({
      ...base,
      name: `${way.name} opens a ${role} session (${index + 1})${inMode(assumeRoleTrust)}`,
      why: 'an exchange that is meant',
      exchange: from(way.exchange),
      expect: 'allow',
      decidedBy: [`${policy}/${way.sid}`, `${policy}/CarryTagsAndSourceIdentity`],
    }),
  );
  const refused = [...deviations, ...callerRoleDeviations(role), ...way.bad].map((deviation): TrustCase => {
    const missed = deviation.missed === ':aud' ? `${issuerOf(way.exchange)}:aud` : deviation.missed;
    return {
      ...base,
      name: `${way.name} opens no ${role} session with ${deviation.name}${inMode(assumeRoleTrust)}`,
      exchange: deviation.from(way.exchange),
      expect: 'implicit-deny',
      decidedBy: [`${policy}/${deviation.sid ?? way.sid} missed ${missed}`],
    };
  });
  return [...good, ...refused];
}

/** Without the mode no statement names a role, the task role or one whose name is almost a tenant role's. */
function closedToRoles(role: 'reader' | 'writer'): readonly TrustCase[] {
  const asTaskRole: Deviation = { name: 'nothing wrong', missed: 'Principal', from: (good) => good };
  return [asTaskRole, ...taskRole.bad].map((deviation) => ({
    role,
    assumeRoleTrust: false,
    name: `${taskRole.name} opens no ${role} session with ${deviation.name}${inMode(false)}`,
    why: 'no statement names a role',
    exchange: deviation.from(taskRole.exchange),
    expect: 'implicit-deny',
    decidedBy: [`tenant-${role}-trust/ExchangeTokenOfIssuer1 missed Principal`],
  }));
}

/** A caller that is a tenant's session already, by its role or by its tag alone. */
function chaining(role: 'reader' | 'writer', assumeRoleTrust: boolean): readonly TrustCase[] {
  const callers = [
    { name: 'leasehold-tenant-reader', callerTags: {}, sid: 'DenyTenantSessions' },
    { name: 'leasehold-tenant-writer', callerTags: {}, sid: 'DenyTenantSessions' },
    { name: 'leasehold-service', callerTags: { TenantId: 'acme' }, sid: 'DenyTaggedCallers' },
    { name: 'leasehold-service', callerTags: { TenantId: 'globex' }, sid: 'DenyTaggedCallers' },
  ];
  return callers.map(({ name, callerTags, sid }) => ({
    role,
    assumeRoleTrust,
    name: `${name} with the tags ${JSON.stringify(callerTags)} opens no ${role} session${inMode(assumeRoleTrust)}`,
    why: "no session follows from a tenant's session",
    exchange: { by: 'role', arn: account + name, callerTags, ...sessionOf('acme') },
    expect: 'explicit-deny',
    decidedBy: [`tenant-${role}-trust/${sid}`],
  }));
}

function inMode(assumeRoleTrust: boolean): string {
  return assumeRoleTrust ? '' : ', without the assume-role mode';
}

function issuerOf(exchange: TrustExchange): string {
  return exchange.by === 'token' ? exchange.provider.slice(provider.length) : '';
}
