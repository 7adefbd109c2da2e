import { loadPolicy, type Policy, PolicyGrammarError } from '@leasehold/iam-engine';
import { stsError } from './errors.ts';

const capacity = 1_000;

/** Session policies by their text; sessions of one scope are opened over and over with the same one. Bounded. */
export class SessionPolicies {
  readonly #loaded = new Map<string, Policy>();

  /** @throws AwsError MalformedPolicyDocument, with what the grammar objects to */
  load(text: string): Policy {
    const known = this.#loaded.get(text);
    if (known !== undefined) return known;
    const policy = parse(text);
    const [oldest] = this.#loaded.keys();
    if (this.#loaded.size >= capacity && oldest !== undefined) this.#loaded.delete(oldest);
    this.#loaded.set(text, policy);
    return policy;
  }
}

function parse(text: string): Policy {
  try {
    return loadPolicy('session policy', 'session', text);
  } catch (error) {
    if (error instanceof PolicyGrammarError) throw stsError('MalformedPolicyDocument', error.message);
    throw error;
  }
}
