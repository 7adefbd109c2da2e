import type { Limited } from '../endpoint/faults/rule-list.ts';
import type { ServiceState } from './discovery-service.ts';
import { type Instance, newInstance } from './instance.ts';

/** An instance to be listed that is not there. */
export interface ListedInstance {
  readonly id: string;
  /** IPv4 address. */
  readonly address: string;
  readonly port: number;
}

/** Answers that DiscoverInstances gives instead of right ones, as an eventually consistent service may. */
export type StaleAnswer = Limited &
  (
    | {
        /** What was registered when this was injected: who left since is listed, who came since is missing. */
        readonly kind: 'as-of-now';
      }
    | {
        /** What is registered, but for `missing` ids, and with `dead` ones listed as healthy. */
        readonly kind: 'altered';
        readonly missing?: readonly string[];
        readonly dead?: readonly ListedInstance[];
      }
  );

/** A stale answer with what it needs to know of the moment of its injection. */
export type InjectedAnswer = StaleAnswer & { readonly injectedIn: ServiceState };

/** What is answered in place of the truth. A client that watches the revision sees no change in what is `as-of-now`. */
export function staleState(truth: ServiceState, answer: InjectedAnswer): ServiceState {
  if (answer.kind === 'as-of-now') return answer.injectedIn;
  const { missing = [], dead = [] } = answer;
  const listed = dead.map(listedInstance);
  const ids = new Set([...missing, ...listed.map(({ id }) => id)]);
  return { ...truth, instances: [...truth.instances.filter(({ id }) => !ids.has(id)), ...listed] };
}

/** @throws AwsError InvalidInput */
export function listedInstance({ id, address, port }: ListedInstance): Instance {
  return newInstance(id, { AWS_INSTANCE_IPV4: address, AWS_INSTANCE_PORT: String(port) }, null);
}
