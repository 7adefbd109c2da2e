import type { Deployment } from '../../deployment.ts';
import type { PolicyDocument, PolicyStatement } from '../../policy-document.ts';
import { type DocumentName, documentNames, type PolicySet } from '../../policy-set.ts';
import { documentKind } from './document-kind.ts';
import { readDocument } from './read-document.ts';
import { modeSet, type RenderedMode, renderedPath } from './rendered-files.ts';

/** A set as some revision has it. */
export interface RenderedSet {
  readonly set: PolicySet;
  /** Documents the revision does not have. In `set` stands what AWS does without them. */
  readonly missing: readonly DocumentName[];
}

/**
 * The rendered documents of one mode, read back as a set: for comparing with another revision. `readFile` gets a path such
 * as `web-identity/task-role.json` and answers with the text, or `null` when there is no such file.
 * They are of the sample's names unless `deployment` says others. @throws UnreadableDocumentError
 */
export function renderedSet(
  mode: RenderedMode,
  readFile: (path: string) => string | null,
  deployment: Deployment = modeSet(mode).deployment,
): RenderedSet {
  const missing: DocumentName[] = [];
  const documents = Object.fromEntries(
    documentNames.map((name) => {
      const text = readFile(renderedPath(mode, name));
      if (text === null) missing.push(name);
      return [name, text === null ? withoutDocument(name) : readDocument(name, text)];
    }),
  ) as Record<DocumentName, PolicyDocument>;
  return { set: { deployment, documents }, missing };
}

/**
 * A document that decides as AWS does when there is none: a fence that was not there lets everything through, a policy
 * that was not there grants and denies nothing. No legal action is called `none:Nothing`.
 */
function withoutDocument(name: DocumentName): PolicyDocument {
  return { Version: '2012-10-17', Statement: [standIn(name)] };
}

/** Whether the statement stands for a document that is not there: nobody wrote it, so nobody should be sent to read it. */
export function isStandIn({ Sid }: PolicyStatement): boolean {
  return Sid === noFence || Sid === noDocument;
}

const [noFence, noDocument] = ['NoSuchFence', 'NoSuchDocument'];

function standIn(name: DocumentName): PolicyStatement {
  const nothing = { Sid: noDocument, Effect: 'Deny', Action: ['none:Nothing'], Resource: '*' } as const;
  switch (documentKind(name)) {
    case 'boundary':
    case 'session':
    case 'scp':
      return { Sid: noFence, Effect: 'Allow', Action: ['*'], Resource: '*' };
    case 'trust':
      return { Sid: noDocument, Effect: 'Deny', Principal: '*', Action: ['sts:Nothing'] };
    case 'resource':
    case 'rcp':
      return { ...nothing, Principal: '*' };
    default:
      return nothing;
  }
}
