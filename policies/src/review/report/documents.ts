import { characterBudgets } from '../../lint/character-budget.ts';
import { type DocumentName, documentNames, type PolicySet } from '../../policy-set.ts';
import { renderPolicy } from '../../render.ts';
import { type RenderedMode, renderedModes } from '../rendered/rendered-files.ts';
import { sentence, sentenceParts } from '../sentence/sentence.ts';
import type { ReviewedDocument } from './review.ts';

/** What each document is attached to, and for. */
const purposes: Readonly<Record<DocumentName, string>> = {
  'tenant-reader': 'Policy of the reader role: the first fence of every session that reads.',
  'tenant-writer': 'Policy of the writer role: the first fence of every session that writes.',
  'session-read-service': 'Session policy of a reader of one service: the second fence. Filled in for each session.',
  'session-read-shared': "Session policy of a reader of the tenant's shared configuration. Filled in for each session.",
  'session-write-service': 'Session policy of a writer of one service. Filled in for each session.',
  'session-write-shared':
    "Session policy of a writer of the tenant's shared configuration. Filled in for each session.",
  'tenant-boundary':
    'Permission boundary of both tenant roles: holds even when another policy is attached to a role by accident.',
  'tenant-reader-trust': 'Trust policy of the reader role: who may open a session of it, and as whom.',
  'tenant-writer-trust': 'Trust policy of the writer role: who may open a session of it, and as whom.',
  'task-role': "Policy of the service's own task role: no data, and in web-identity mode no sessions either.",
  'task-role-trust': 'Trust policy of the task role: what may run as the service.',
  'notifier-role':
    'Policy of the role of the function that tells every instance what changed: the names of what changed, no data.',
  'notifier-role-trust': 'Trust policy of that role: which function runs as it.',
  'tenant-table': 'Resource policy of the table: who may touch its items at all.',
  'parameter-key': 'Key policy of the key behind SecureString parameters.',
  'organization-scp': 'Service control policy, offered to the organisation: who may change the fences.',
  'organization-rcp':
    'Resource control policy, offered to the organisation: who may reach roles, key and items from anywhere.',
};

/** Every document of both modes with a sentence for each statement. */
export function reviewedDocuments(sets: Readonly<Record<RenderedMode, PolicySet>>): readonly ReviewedDocument[] {
  const budgets = new Map(renderedModes.map((mode) => [mode, characterBudgets(sets[mode])]));
  return documentNames.flatMap((name) => {
    const versions = Map.groupBy(renderedModes, (mode) => renderPolicy(sets[mode].documents[name]));
    return [...versions.values()].map((modes): ReviewedDocument => {
      const [mode = 'web-identity'] = modes;
      const { deployment, documents } = sets[mode];
      const budget = budgets.get(mode)?.find(({ document }) => document === name);
      return {
        name,
        modes,
        what: purposes[name],
        characters: budget?.characters ?? 0,
        limit: budget?.limit ?? 0,
        raised: budget?.raised ?? 0,
        packed: budget?.packed ?? null,
        statements: documents[name].Statement.map((statement) => ({
          sid: statement.Sid,
          effect: statement.Effect,
          sentence: sentence(statement, { document: name, deployment }),
          parts: sentenceParts(statement, { document: name, deployment }),
          statement,
        })),
      };
    });
  });
}
