import { packedPolicyPercent, sessionPolicyCharacters } from '../packed-size.ts';
import { type DocumentName, documentNames, filledSession, type PolicySet } from '../policy-set.ts';
import { renderPolicy } from '../render.ts';
import { documentKind } from '../review/rendered/document-kind.ts';
import { sharedWriterRole } from '../session-tags.ts';

/** How much of what AWS takes a document needs. */
export interface CharacterBudget {
  readonly document: DocumentName;
  readonly characters: number;
  /** AWS's limit without asking for more. */
  readonly limit: number;
  /** What the limit can be raised to; the same where it cannot. */
  readonly raised: number;
  /** Session policies: percent of the packed limit, by our estimate (?); `null` for all others. */
  readonly packed: number | null;
}

/** The longest names of their grammars, of random letters so that they do not pack well. */
const longestTenant = 'q7Zk_W2fXb9-Lr4VtNc8Yh1Gd5Mj0SpEa6UoIi3BwQyTxRzKvHnFgCmDlJsAePu';
const longestService = 'Zu3_dK8mQx-V1rTf6LbWs0Yj9HcNg4EpA7iOo2UqXvJyRtBkMzGwDhFnClSaPeI';
const longestTags = { TenantId: longestTenant, UserRole: sharedWriterRole };

/** Of each document; a session policy counts with the longest legal tenant and service in it. */
export function characterBudgets(set: PolicySet): readonly CharacterBudget[] {
  return documentNames.map((document) => {
    const text = textOf(set, document);
    const [limit, raised] = limitsOf(document);
    const packed = documentKind(document) === 'session' ? packedPolicyPercent(text, longestTags) : null;
    return { document, characters: text.length, limit, raised, packed };
  });
}

function textOf(set: PolicySet, document: DocumentName): string {
  const [, access, kind] = /^session-(read|write)-(service|shared)$/.exec(document) ?? [];
  if (access !== 'read' && access !== 'write') return renderPolicy(set.documents[document]);
  const service = kind === 'service' ? longestService : null;
  return renderPolicy(filledSession(set, longestTenant, { access, service }));
}

/**
 * IAM and STS quotas (IAM user guide), quotas of AWS Organizations, of KMS (PutKeyPolicy) and of DynamoDB (resource policies,
 * white space counted). Documents are rendered without white space. SCPs may be twice as long as RCPs since 2026-05-15.
 */
function limitsOf(document: DocumentName): readonly [limit: number, raised: number] {
  switch (documentKind(document)) {
    case 'session':
      return [sessionPolicyCharacters, sessionPolicyCharacters];
    case 'trust':
      return [2_048, 4_096];
    case 'boundary':
      return [6_144, 6_144];
    case 'scp':
      return [10_240, 10_240];
    case 'rcp':
      return [5_120, 5_120];
    case 'resource':
      return document === 'tenant-table' ? [20_480, 20_480] : [32_768, 32_768];
    case 'identity':
      return [10_240, 10_240];
  }
}
