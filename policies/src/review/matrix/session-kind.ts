/** A kind of session: its role, what the tag says of its user, and the session policy it was opened with. */
export interface SessionKind {
  readonly role: 'reader' | 'writer';
  readonly userRole: 'reader' | 'writer' | 'admin';
  /** `none`: whoever holds a token and calls STS without this service. */
  readonly policy: 'none' | 'service' | 'shared';
}

const users = [
  { role: 'reader', userRole: 'reader' },
  { role: 'writer', userRole: 'writer' },
  { role: 'writer', userRole: 'admin' },
] as const;

/** First without a session policy: what the role itself lets through. */
export const sessionKinds: readonly SessionKind[] = users.flatMap((user) =>
  (['none', 'service', 'shared'] as const).map((policy) => ({ ...user, policy })),
);
