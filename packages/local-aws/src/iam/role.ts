import { loadPolicy, type Policy } from '@leasehold/iam-engine';
import type { ManagedPolicy } from './managed-policy.ts';
import { storedDocument } from './stored-document.ts';
import { uniqueId } from './unique-id.ts';

export interface RoleDocuments {
  /** Parsed JSON, or its text. */
  readonly trust: unknown;
  /** Inline policies, by name. */
  readonly inline: Readonly<Record<string, unknown>>;
  readonly attached: readonly ManagedPolicy[];
  /** `null`: the role has no permissions boundary. */
  readonly boundary: ManagedPolicy | null;
}

/** IAM's default for a role on which nothing else was set. */
const defaultMaxSessionSeconds = 3_600;

/**
 * A role of the account. Its policies are those it has at the moment of a decision: what is changed counts for sessions
 * that were opened before as well (IAM user guide, "Permissions for temporary security credentials").
 */
export class Role {
  readonly name: string;
  readonly arn: string;
  readonly id = uniqueId('AROA');
  readonly createdAt: number;
  /** IAM's MaxSessionDuration, in seconds. */
  readonly maxSessionSeconds = defaultMaxSessionSeconds;
  readonly boundary: ManagedPolicy | null;
  readonly inline: Map<string, Policy>;
  /** By ARN. */
  readonly attached: Map<string, ManagedPolicy>;
  #trust: Policy;
  #trustText: string;

  /** @throws PolicyGrammarError for a document that IAM would not store */
  constructor(name: string, arn: string, documents: RoleDocuments, now: number) {
    this.name = name;
    this.arn = arn;
    this.createdAt = now;
    this.boundary = documents.boundary;
    this.inline = new Map(
      Object.entries(documents.inline).map(([key, document]) => [key, loadPolicy(key, 'identity', document)]),
    );
    this.attached = new Map(documents.attached.map((policy) => [policy.arn, policy]));
    this.#trust = loadPolicy(`${name} trust`, 'trust', documents.trust);
    this.#trustText = typeof documents.trust === 'string' ? documents.trust : JSON.stringify(documents.trust);
  }

  get trust(): Policy {
    return this.#trust;
  }

  get trustText(): string {
    return this.#trustText;
  }

  get permissions(): readonly Policy[] {
    const policies = [...this.inline.values()];
    for (const { current } of this.attached.values()) policies.push(current.identity);
    return policies;
  }

  /** @throws AwsError LimitExceeded, MalformedPolicyDocument */
  setTrust(text: string): void {
    this.#trust = storedDocument(`${this.name} trust`, 'trust', text, 'ACLSizePerRole');
    this.#trustText = text;
  }
}
