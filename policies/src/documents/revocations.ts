import { safeTenant } from '../names.ts';

/**
 * Who is cut off. Every function here gives it in one form: tenants in order and once each, times in whole seconds, nobody in
 * both lists. Times are AWS's own (the `Date` of its answers), for they are compared with the moment STS issued a session.
 */
export interface Revocations {
  /** Denied everything, whenever their sessions were or will be issued. */
  readonly revoked: readonly string[];
  /** Restored since: sessions issued before that moment stay denied. */
  readonly sessionsBefore: readonly SessionsBefore[];
}

export interface SessionsBefore {
  readonly tenant: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly before: number;
}

export const nobodyRevoked: Revocations = { revoked: [], sessionsBefore: [] };

/** The longest that STS lets a session live: 12 hours (STS API reference, DurationSeconds). */
const longestSessionMs = 12 * 60 * 60 * 1_000;

/** The list with `tenant` on it. @throws NameGrammarError */
export function revoked(state: Revocations, tenant: string): Revocations {
  return inForm({ ...state, revoked: [...state.revoked, safeTenant(tenant)] });
}

/**
 * The list without `tenant`, whose sessions of before `at` stay denied. A tenant that is not revoked stays as it is, so that
 * restoring twice does not end the sessions that were opened in between.
 *
 * STS names the moment of issue by its second, so `at` counts as the end of its own: a session opened within that second is
 * denied too. Who serves the tenant again waits until then.
 */
export function restored(state: Revocations, tenant: string, at: number): Revocations {
  if (!state.revoked.includes(tenant)) return inForm(state);
  return inForm({
    revoked: state.revoked.filter((one) => one !== tenant),
    sessionsBefore: [...state.sessionsBefore, { tenant, before: at }],
  });
}

/** Without the restored tenants of whom no session can be left that is denied: 12 hours after their restoring. */
export function collected(state: Revocations, now: number): Revocations {
  return inForm({
    ...state,
    sessionsBefore: state.sessionsBefore.filter(({ before }) => now < before + longestSessionMs),
  });
}

/**
 * The list with the restored tenants of the earliest moment put to those of the next one, which denies as much and more, and
 * takes less to write; `null` when there are not two moments.
 */
export function withFewerMoments(state: Revocations): Revocations | null {
  const earliest = state.sessionsBefore[0]?.before;
  const next = state.sessionsBefore.find(({ before }) => before !== earliest)?.before;
  if (next === undefined) return null;
  const later = ({ tenant, before }: SessionsBefore): SessionsBefore => ({ tenant, before: Math.max(before, next) });
  return inForm({ ...state, sessionsBefore: state.sessionsBefore.map(later) });
}

/** The one form of a state. @throws NameGrammarError for a tenant outside its grammar */
export function inForm({ revoked: tenants, sessionsBefore }: Revocations): Revocations {
  const all = new Set(tenants.map(safeTenant));
  const latest = new Map<string, number>();
  for (const { tenant, before } of sessionsBefore) {
    const second = Math.ceil(before / 1_000) * 1_000;
    if (!all.has(tenant)) latest.set(safeTenant(tenant), Math.max(second, latest.get(tenant) ?? second));
  }
  return {
    revoked: [...all].sort(),
    sessionsBefore: [...latest]
      .map(([tenant, before]) => ({ tenant, before }))
      .sort((one, other) => one.before - other.before || (one.tenant < other.tenant ? -1 : 1)),
  };
}
