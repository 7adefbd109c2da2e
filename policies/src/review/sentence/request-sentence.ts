import type { AuthorizationRequest, ContextValue } from '@leasehold/iam-engine';
import type { Deployment } from '../../deployment.ts';
import { actionPhrase } from './action-phrase.ts';
import { arnPhrase } from './arn-phrase.ts';
import { keyPhrase } from './key-phrase.ts';
import type { Place } from './place.ts';
import { valuePhrase } from './value-phrase.ts';
import { listed, listedClauses } from './word-list.ts';

/** One concrete request of a session. A counterexample of the proof is one. */
export interface SessionRequest {
  readonly role: 'reader' | 'writer';
  readonly tags: Readonly<Record<string, string>>;
  readonly sessionPolicy: { readonly access: 'read' | 'write'; readonly service: string | null } | null;
  readonly ask: Pick<AuthorizationRequest, 'action' | 'resource' | 'context'>;
}

/** `A reader session with the tag TenantId acme and no session policy calls GetItem on table t, with the leading key TENANT#acme2.` */
export function requestSentence({ role, tags, sessionPolicy, ask }: SessionRequest, deployment: Deployment): string {
  const place: Place = { document: role === 'reader' ? 'tenant-reader' : 'tenant-writer', deployment };
  const tagged = Object.entries(tags).map(([name, value]) => `${name} ${valuePhrase(value, place)}`);
  const limited =
    sessionPolicy === null
      ? 'no session policy'
      : `a session policy for ${sessionPolicy.access === 'read' ? 'reading' : 'writing'} ${sessionPolicy.service === null ? 'shared configuration' : `service ${valuePhrase(sessionPolicy.service, place)}`}`;
  const who = `A ${role} session with ${tagged.length === 0 ? 'no tags' : `the ${tagged.length === 1 ? 'tag' : 'tags'} ${listed(tagged, 'and')}`} and ${limited}`;
  const what = ask.resource === '*' ? 'no one resource' : (arnPhrase(ask.resource, place)?.text ?? ask.resource);
  // What the session brings along is told before.
  const own = Object.entries(ask.context).filter(([key]) => !/^aws:Principal(Tag\/|Arn$|Account$)/i.test(key));
  const keys = own.map(([key, value]) => contextPhrase(key, value, place));
  return `${who} calls ${actionPhrase([ask.action])} on ${what}${keys.length === 0 ? '' : `, with ${listedClauses(keys)}`}.`;
}

function contextPhrase(key: string, value: ContextValue, place: Place): string {
  const phrase = keyPhrase(key, place);
  const name = phrase.kind === 'set' ? phrase.each : phrase.name;
  if (typeof value === 'string') return `${name} ${arnPhrase(value, place)?.text ?? valuePhrase(value, place)}`;
  if (value.length === 0) return `an empty list of ${name}s`;
  const values = listed(
    value.map((one) => valuePhrase(one, place)),
    'and',
  );
  return `the ${name}${value.length === 1 ? '' : 's'} ${values}`;
}
