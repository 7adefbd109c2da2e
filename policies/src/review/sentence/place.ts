import type { Deployment } from '../../deployment.ts';
import type { DocumentName } from '../../policy-set.ts';

/** Where a statement stands. Names of its own account and region are left out of the sentence, foreign ones are not. */
export interface Place {
  readonly document: DocumentName;
  readonly deployment: Deployment;
}

/** Who calls: a policy of a tenant role hears its own sessions only, all others hear anyone. */
export function callerWord({ document }: Place): 'session' | 'caller' {
  return /^(tenant-(reader|writer|boundary)|session-.*)$/.test(document) ? 'session' : 'caller';
}
