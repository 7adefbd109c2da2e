import { loadPolicy } from '@leasehold/iam-engine';
import type { PolicyDocument, PolicyStatement } from '../../policy-document.ts';
import type { DocumentName } from '../../policy-set.ts';
import { documentKind } from './document-kind.ts';
import { UnreadableDocumentError } from './unreadable-document-error.ts';

/**
 * The JSON text of a document, as the data everything here works on. Refuses what `loadPolicy` refuses, and any version
 * but 2012-10-17. What IAM reads alike is written one way: a lone statement or action becomes a list, a statement without
 * a Sid is named by its place. @throws UnreadableDocumentError
 */
export function readDocument(name: DocumentName, text: string): PolicyDocument {
  try {
    loadPolicy(name, documentKind(name), text);
  } catch (error) {
    throw new UnreadableDocumentError(
      name,
      error instanceof Error ? error.message : 'the policy engine refuses it',
      error,
    );
  }
  const { Version, Statement } = JSON.parse(text) as LooseDocument;
  if (Version !== '2012-10-17') {
    throw new UnreadableDocumentError(name, 'its Version must be 2012-10-17, or variables would be literal text');
  }
  return { Version, Statement: [Statement].flat().map(tidied) };
}

/** As `loadPolicy` lets it pass: every element checked, some of them in either of two forms. */
interface LooseDocument {
  readonly Version?: string;
  readonly Statement: LooseStatement | readonly LooseStatement[];
}

type LooseStatement = Omit<PolicyStatement, 'Sid' | 'Action' | 'NotAction'> & {
  readonly Sid?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
};

/** Elements stay in the order in which they are written. */
function tidied({ Sid, ...rest }: LooseStatement, index: number): PolicyStatement {
  const elements = Object.entries(rest).map(([name, value]) =>
    name === 'Action' || name === 'NotAction' ? [name, [value].flat()] : [name, value],
  );
  return { Sid: Sid ?? `Statement${index + 1}`, ...(Object.fromEntries(elements) as Omit<PolicyStatement, 'Sid'>) };
}
