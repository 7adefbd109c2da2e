import { createHash } from 'node:crypto';
import type { Deployment } from './deployment.ts';
import { safeTenant } from './names.ts';
import { PolicyError } from './policy-error.ts';

/** STS takes 2-64 of `[\w+=,.@-]` for a session name and for a source identity (API reference of AssumeRole). */
const most = 64;

/** Characters of a digest in base64url, 132 bits: no two users of one tenant are ever seen to share them. */
const digestCharacters = 22;

/** Between tenant and user. No tenant id can have it, so what stands before the first one is the tenant. */
const separator = '@';

/** Begins what stands for a user who cannot be named as they are. */
const digestSign = '=';

/** The longest tenant id that leaves room for a user in a session name: 40 characters. */
export const longestTenantOfUsers = most - separator.length - digestSign.length - digestCharacters;

const plainSubject = /^(?!=)[A-Za-z0-9_+=,.-]+$/;

/** The tenant id is too long for sessions that are named after users. */
export class SessionNameError extends PolicyError {
  readonly code = 'session-name';
  readonly characters: number;

  constructor(characters: number) {
    super(
      `the tenant id has ${characters} characters, and with attribution by user ${longestTenantOfUsers} at most leave room ` +
        `for the user in the ${most} of a session name: shorten it, or set attribution to tenant`,
    );
    this.characters = characters;
  }
}

/**
 * Session name and source identity of a session, which are one text: the tenant or, where a deployment attributes by user,
 * `tenant@subject`. A subject that does not fit the 64 characters or the alphabet of STS, or that could be taken for
 * another one's digest, is there as `tenant@=` and 22 characters of the base64url of its SHA-256. Two sessions have one
 * name only if they are of the same tenant and user, and none begins with another tenant's id and an `@`.
 * @throws SessionNameError for a tenant id of more than 40 characters by user, whatever the subject; NameGrammarError
 */
export function sessionName({ attribution }: Pick<Deployment, 'attribution'>, tenant: string, subject: string): string {
  const safe = safeTenant(tenant);
  if (attribution === 'tenant') return safe;
  if (safe.length > longestTenantOfUsers) throw new SessionNameError(safe.length);
  const plain = `${safe}${separator}${subject}`;
  return plain.length <= most && plainSubject.test(subject)
    ? plain
    : `${safe}${separator}${digestSign}${digestOf(subject)}`;
}

function digestOf(subject: string): string {
  return createHash('sha256').update(subject, 'utf8').digest('base64url').slice(0, digestCharacters);
}
