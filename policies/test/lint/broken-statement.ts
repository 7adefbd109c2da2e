import assert from 'node:assert/strict';
import type { PolicyDocument, PolicyStatement } from '../../src/policy-document.ts';
import type { DocumentName, PolicySet } from '../../src/policy-set.ts';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';

/** Rule → broken sets, each with the statement it must be found in. */
export type BrokenSets = Readonly<
  Record<string, readonly (readonly [what: string, PolicySet, sid: string | null, level?: 'note'])[]>
>;

export const sound = modeSet('web-identity');

export function withDocument(name: DocumentName, edit: (document: PolicyDocument) => unknown): PolicySet {
  return { ...sound, documents: { ...sound.documents, [name]: edit(sound.documents[name]) as PolicyDocument } };
}

/** The set with one statement of one document changed; a key set to `undefined` is taken away. */
export function withStatement(
  name: DocumentName,
  sid: string,
  change: Partial<Record<keyof PolicyStatement, unknown>>,
): PolicySet {
  const found = sound.documents[name].Statement.some(({ Sid }) => Sid === sid);
  assert.ok(found, `${name} has no ${sid}`);
  return withDocument(name, (document) =>
    JSON.parse(
      JSON.stringify({
        ...document,
        Statement: document.Statement.map((one) => (one.Sid === sid ? { ...one, ...change } : one)),
      }),
    ),
  );
}

export function conditionOf(name: DocumentName, sid: string): NonNullable<PolicyStatement['Condition']> {
  return sound.documents[name].Statement.find(({ Sid }) => Sid === sid)?.Condition ?? {};
}

export const tagged = 'arn:aws:dynamodb:eu-west-1:111122223333:table/${aws:PrincipalTag/TenantId}';
