/** The session tags, exactly these two: whose session it is, and the caller's role in that tenant. */
export const sessionTagKeys = ['TenantId', 'UserRole'] as const;

/** Stands for the tenant in a role policy; the session's tag takes its place when AWS evaluates it. Never give it a default. */
export const tenantTagVariable = '${aws:PrincipalTag/TenantId}';

/** Stands for the tenant in a trust policy: the tag that the token or the caller asks for. */
export const requestedTenantVariable = '${aws:RequestTag/TenantId}';

/** Caller roles that may open a session of each access: a reader must not exchange its token for the writer role. */
export const callerRolesFor = { read: ['reader', 'writer', 'admin'], write: ['writer', 'admin'] } as const;

/** The one caller role that writes a tenant's shared configuration. */
export const sharedWriterRole = 'admin';
