import { loadPolicy, type Policy } from '@leasehold/iam-engine';
import { iamError } from './errors.ts';
import { storedDocument } from './stored-document.ts';
import { uniqueId } from './unique-id.ts';

/** One version of a managed policy. It never changes. */
export interface PolicyVersion {
  /** `v1`, `v2`, …: never used again, also when the version is deleted. */
  readonly id: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The same document as what grants and denies, and as what bounds. */
  readonly identity: Policy;
  readonly boundary: Policy;
}

/** All there is to keep of a policy. */
export interface PolicySnapshot {
  readonly arn: string;
  /** Number of the version made last. */
  readonly made: number;
  /** Id of the default version. */
  readonly current: string;
  /** Newest first. */
  readonly versions: readonly Pick<PolicyVersion, 'id' | 'text' | 'createdAt'>[];
}

/** IAM user guide, "Versioning IAM policies". */
const maxVersions = 5;

/** A customer-managed policy. Its default version is in effect, for whatever it is attached to, from one call to the next. */
export class ManagedPolicy {
  readonly name: string;
  readonly arn: string;
  readonly id = uniqueId('ANPA');
  readonly createdAt: number;
  #updatedAt: number;
  #versions: readonly PolicyVersion[];
  #current: PolicyVersion;
  #made = 1;

  /** @throws PolicyGrammarError for a document that IAM would not store */
  constructor(name: string, arn: string, document: unknown, now: number) {
    const text = JSON.stringify(document);
    this.name = name;
    this.arn = arn;
    this.createdAt = now;
    this.#updatedAt = now;
    this.#current = version('v1', text, now, loadPolicy(name, 'identity', text), name);
    this.#versions = [this.#current];
  }

  snapshot(): PolicySnapshot {
    const versions = this.#versions.map(({ id, text, createdAt }) => ({ id, text, createdAt }));
    return { arn: this.arn, made: this.#made, current: this.#current.id, versions };
  }

  /** Takes the place of all versions. @throws PolicyGrammarError, and AwsError NoSuchEntity when `current` is none of them */
  restore(kept: PolicySnapshot): void {
    this.#versions = kept.versions.map(({ id, text, createdAt }) =>
      version(id, text, createdAt, loadPolicy(this.name, 'identity', text), this.name),
    );
    this.#current = this.version(kept.current);
    this.#made = kept.made;
  }

  get updatedAt(): number {
    return this.#updatedAt;
  }

  /** The default version. */
  get current(): PolicyVersion {
    return this.#current;
  }

  /** Newest first, as IAM lists them. */
  get versions(): readonly PolicyVersion[] {
    return this.#versions;
  }

  /** @throws AwsError NoSuchEntity */
  version(id: string): PolicyVersion {
    const found = this.#versions.find((one) => one.id === id);
    if (found === undefined) {
      throw iamError('NoSuchEntity', `Policy ${this.arn} version ${id} does not exist or is not attachable.`);
    }
    return found;
  }

  /** @throws AwsError LimitExceeded for a sixth version or too long a document, MalformedPolicyDocument */
  create(text: string, setAsDefault: boolean, now: number): PolicyVersion {
    if (this.#versions.length >= maxVersions) {
      throw iamError(
        'LimitExceeded',
        `A managed policy can have up to ${maxVersions} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const created = version(
      `v${this.#made + 1}`,
      text,
      now,
      storedDocument(this.name, 'identity', text, 'PolicySize'),
      this.name,
    );
    this.#made += 1;
    this.#versions = [created, ...this.#versions];
    this.#updatedAt = now;
    if (setAsDefault) this.#current = created;
    return created;
  }

  /** @throws AwsError NoSuchEntity */
  setDefault(id: string, now: number): void {
    this.#current = this.version(id);
    this.#updatedAt = now;
  }

  /** @throws AwsError NoSuchEntity, and DeleteConflict for the default version */
  delete(id: string, now: number): void {
    const doomed = this.version(id);
    if (doomed === this.#current) throw iamError('DeleteConflict', 'Cannot delete the default version of a policy.');
    this.#versions = this.#versions.filter((one) => one !== doomed);
    this.#updatedAt = now;
  }
}

function version(id: string, text: string, createdAt: number, identity: Policy, name: string): PolicyVersion {
  return { id, text, createdAt, identity, boundary: loadPolicy(name, 'boundary', text) };
}
