import type { TrustExchange } from './policy-case.ts';

/** One thing that is wrong with an exchange that would be allowed. */
export interface Deviation {
  readonly name: string;
  /** The condition key or element that the statement misses; `:aud` stands for the issuer's own key. */
  readonly missed: string;
  /** The statement that misses it; the way in's own unless said. */
  readonly sid?: string;
  readonly from: (exchange: TrustExchange) => TrustExchange;
}

/** A session of the tenant whose three names agree. */
export function sessionOf(tenant: string, UserRole = 'admin') {
  return { tags: { TenantId: tenant, UserRole }, sessionName: tenant, sourceIdentity: tenant } as const;
}

/** Names that a pattern would take for the name itself: other letters, case, beginning, end. */
export function alikeTo(name: string): readonly string[] {
  const [first = '', last = ''] = [name.slice(0, -1), name.slice(-1)];
  return [name.toUpperCase(), `${name}2`, `x-${name}`, `${first}${last === 'x' ? 'y' : 'x'}`];
}

const otherNames: readonly Deviation[] = ['sessionName', 'sourceIdentity'].flatMap((what) =>
  ['another one', 'upper case', 'a longer end', 'a longer beginning'].map(
    (how, index): Deviation => ({
      name: `${how} for its ${what === 'sessionName' ? 'session name' : 'source identity'}`,
      missed: what === 'sessionName' ? 'sts:RoleSessionName' : 'sts:SourceIdentity',
      from: (good) => ({ ...good, [what]: ['initech', ...alikeTo(good.sessionName)][index] }),
    }),
  ),
);

const otherTransitiveKeys: readonly Deviation[] = ['TenantId', 'UserRole'].flatMap((key) =>
  [...alikeTo(key), `${key.slice(0, -1)}9`].map(
    (other): Deviation => ({
      name: `the transitive key ${other}`,
      missed: 'sts:TransitiveTagKeys',
      sid: 'CarryTagsAndSourceIdentity',
      from: (good) => ({ ...good, transitive: [other] }),
    }),
  ),
);

/** What is wrong on every way into either role. */
export const deviations: readonly Deviation[] = [
  ...otherNames,
  { name: 'no source identity', missed: 'sts:SourceIdentity', from: (good) => ({ ...good, sourceIdentity: null }) },
  { name: 'no tenant', missed: 'sts:RoleSessionName', from: (good) => ({ ...good, tags: { UserRole: 'admin' } }) },
  {
    name: 'no caller role',
    missed: 'aws:RequestTag/UserRole',
    from: (good) => ({ ...good, tags: { TenantId: good.sessionName } }),
  },
  { name: 'a further tag', missed: 'aws:TagKeys', from: (good) => ({ ...good, tags: { ...good.tags, Team: 'red' } }) },
  {
    name: 'a further transitive key',
    missed: 'sts:TransitiveTagKeys',
    sid: 'CarryTagsAndSourceIdentity',
    from: (good) => ({ ...good, transitive: ['TenantId', 'Team'] }),
  },
  ...otherTransitiveKeys,
];

/** Caller roles that open no session of the access: those of nobody, and the reader's at the writer role. */
export function callerRoleDeviations(role: 'reader' | 'writer'): readonly Deviation[] {
  const fit = role === 'reader' ? ['reader', 'writer', 'admin'] : ['writer', 'admin'];
  const unfit = ['owner', ...(role === 'writer' ? ['reader'] : []), ...fit.flatMap(alikeTo)];
  return unfit.map((UserRole) => ({
    name: `the caller role ${UserRole}`,
    missed: 'aws:RequestTag/UserRole',
    from: (good) => ({ ...good, tags: { ...good.tags, UserRole } }),
  }));
}

/** An audience or a tenant that is not the issuer's, though its name may be almost one that is. */
export function issuerDeviations(audiences: readonly string[], tenants: readonly string[]): readonly Deviation[] {
  return [
    ...['other-client', ...audiences.flatMap(alikeTo)].map(
      (audience): Deviation => ({
        name: `the audience ${audience}`,
        missed: ':aud',
        from: (good) => (good.by === 'token' ? { ...good, audience } : good),
      }),
    ),
    ...['initech', ...tenants].map(
      (tenant): Deviation => ({
        name: `${tenant}, a tenant that is not the issuer's`,
        missed: 'aws:RequestTag/TenantId',
        from: (good) => ({ ...good, ...sessionOf(tenant) }),
      }),
    ),
  ];
}

/** What only AssumeRole takes. */
export const roleDeviations: readonly Deviation[] = [
  {
    name: 'a context assertion',
    missed: 'Action',
    sid: 'CarryTagsAndSourceIdentity',
    from: (good) => ({ ...good, providesContext: true }),
  },
];
