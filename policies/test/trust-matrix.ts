import type { CaseFile, TrustCase, TrustExchange } from '../src/cases/policy-case.ts';

/*
 * Every way into every tenant role, and every single deviation from a good exchange on each: the hand-written trust cases
 * say why, these see to it that no way in was forgotten.
 */

interface WayIn {
  readonly name: string;
  readonly sid: string;
  readonly exchange: TrustExchange;
}

function sessionOf(tenant: string) {
  return { tags: { TenantId: tenant, UserRole: 'admin' }, sessionName: tenant, sourceIdentity: tenant } as const;
}

const pool = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01';
const provider = 'arn:aws:iam::111122223333:oidc-provider/';

const waysIn: readonly WayIn[] = [
  {
    name: 'the first issuer',
    sid: 'ExchangeTokenOfIssuer1',
    exchange: { by: 'token', provider: provider + pool, audience: 'cli-client', ...sessionOf('acme') },
  },
  {
    name: 'the second issuer',
    sid: 'ExchangeTokenOfIssuer2',
    exchange: {
      by: 'token',
      provider: `${provider}login.example.com/tenants`,
      audience: 'console',
      ...sessionOf('globex'),
    },
  },
  {
    name: 'the task role',
    sid: 'AssumeForTenant',
    exchange: {
      by: 'role',
      arn: 'arn:aws:iam::111122223333:role/leasehold-service',
      callerTags: {},
      ...sessionOf('acme'),
    },
  },
];

interface Deviation {
  readonly name: string;
  readonly missed: string;
  /** The statement that misses it; the way in's own unless said. */
  readonly sid?: string;
  readonly from: (exchange: TrustExchange) => TrustExchange;
}

const deviations: readonly Deviation[] = [
  {
    name: 'another session name',
    missed: 'sts:RoleSessionName',
    from: (good) => ({ ...good, sessionName: 'initech' }),
  },
  {
    name: 'another source identity',
    missed: 'sts:SourceIdentity',
    from: (good) => ({ ...good, sourceIdentity: 'initech' }),
  },
  { name: 'no source identity', missed: 'sts:SourceIdentity', from: (good) => ({ ...good, sourceIdentity: null }) },
  { name: 'no tenant', missed: 'sts:RoleSessionName', from: (good) => ({ ...good, tags: { UserRole: 'admin' } }) },
  {
    name: 'no caller role',
    missed: 'aws:RequestTag/UserRole',
    from: (good) => ({ ...good, tags: { TenantId: good.sessionName } }),
  },
  {
    name: 'an unknown caller role',
    missed: 'aws:RequestTag/UserRole',
    from: (good) => ({ ...good, tags: { ...good.tags, UserRole: 'owner' } }),
  },
  { name: 'a further tag', missed: 'aws:TagKeys', from: (good) => ({ ...good, tags: { ...good.tags, Team: 'red' } }) },
  {
    name: 'a further transitive key',
    missed: 'sts:TransitiveTagKeys',
    sid: 'CarryTagsAndSourceIdentity',
    from: (good) => ({ ...good, transitive: ['TenantId', 'Team'] }),
  },
];

/** The task role opens a session of any tenant: it has no issuer. */
const ofTokens: readonly Deviation[] = [
  {
    name: 'a tenant that is not the issuer’s',
    missed: 'aws:RequestTag/TenantId',
    from: (good) => ({ ...good, ...sessionOf('initech') }),
  },
  {
    name: 'another audience',
    missed: ':aud',
    from: (good) => (good.by === 'token' ? { ...good, audience: 'other-client' } : good),
  },
];

const strangers: readonly Deviation[] = [
  {
    name: 'another provider or role',
    missed: 'Principal',
    from: (good) =>
      good.by === 'token'
        ? { ...good, provider: `${provider}login.example.com` }
        : { ...good, arn: 'arn:aws:iam::111122223333:role/leasehold-service-2' },
  },
];

/** The cases, in the form of the hand-written ones and for the same runner. */
export function trustMatrix(): CaseFile {
  const cases = (['reader', 'writer'] as const).flatMap((role) => waysIn.flatMap((way) => casesOf(role, way)));
  return { kind: 'trust', topic: 'Every way into every tenant role', cases };
}

function casesOf(role: 'reader' | 'writer', way: WayIn): readonly TrustCase[] {
  const policy = `tenant-${role}-trust`;
  const base = { role, assumeRoleTrust: true, why: 'one deviation from an exchange that is allowed' } as const;
  const good: TrustCase = {
    ...base,
    name: `${way.name} opens a ${role} session`,
    exchange: way.exchange,
    expect: 'allow',
    decidedBy: [`${policy}/${way.sid}`, `${policy}/CarryTagsAndSourceIdentity`],
  };
  const applicable = [...deviations, ...(way.exchange.by === 'token' ? ofTokens : []), ...strangers];
  const refused = applicable.map((deviation): TrustCase => {
    const missed = deviation.missed === ':aud' ? `${nameOf(way.exchange)}:aud` : deviation.missed;
    return {
      ...base,
      name: `${way.name} opens no ${role} session with ${deviation.name}`,
      exchange: deviation.from(way.exchange),
      expect: 'implicit-deny',
      decidedBy: [`${policy}/${deviation.sid ?? way.sid} missed ${missed}`],
    };
  });
  const exchange = way.exchange;
  if (exchange.by === 'token') return [good, ...refused];
  const tagged: TrustCase = {
    ...base,
    name: `${way.name} opens no ${role} session when it carries a tenant already`,
    exchange: { ...exchange, callerTags: { TenantId: 'acme' } },
    expect: 'explicit-deny',
    decidedBy: [`${policy}/DenyTaggedCallers`],
  };
  return [good, ...refused, tagged];
}

function nameOf(exchange: TrustExchange): string {
  return exchange.by === 'token' ? exchange.provider.slice(provider.length) : '';
}
