import type { Deployment } from '@leasehold/policies';
import { type Counterexample, NoSuchRequestError } from './counterexample.ts';

/*
 * What a counterexample must not reach. It is judged here from the names alone, by the design's layout and without any
 * policy, so that a replay cannot show an allowed thing and call it a leak.
 */

/** `shared` is the tenant's shared configuration; `anything` is the session's own as well, of which it may change nothing. */
type Victim =
  | { readonly kind: 'tenant' | 'shared' | 'anything'; readonly tenant: string }
  | { readonly kind: 'service'; readonly tenant: string; readonly service: string };

/** @throws NoSuchRequestError when it is nobody else */
function victimOf(counterexample: Counterexample): Victim {
  const { theorem, tenant, other, otherService, sessionPolicy } = counterexample;
  if (other !== null && other !== tenant) return { kind: 'tenant', tenant: other };
  const own = tenant ?? 'nobody';
  if (theorem.startsWith('read-only')) return { kind: 'anything', tenant: own };
  if (theorem.startsWith('shared writes')) return { kind: 'shared', tenant: own };
  if (otherService !== null && otherService !== sessionPolicy?.service) {
    return { kind: 'service', tenant: own, service: otherService };
  }
  // Everybody's data is reached: then one neighbour's is, too.
  if (other === null && otherService === null) {
    return { kind: 'tenant', tenant: own === 'neighbour' ? 'acme' : 'neighbour' };
  }
  if (otherService === null && typeof sessionPolicy?.service === 'string') return { kind: 'shared', tenant: own };
  throw new NoSuchRequestError(counterexample, "what it reaches is the session's own");
}

/** The victim's partition key that the request reaches; one is chosen when the request names none. */
export function reachedPartition(counterexample: Counterexample, keys: readonly string[]): string {
  const victim = victimOf(counterexample);
  const shared = `TENANT#${victim.tenant}`;
  const first = victim.kind === 'service' ? `${shared}|SERVICE#${victim.service}` : shared;
  const reached = (keys.length === 0 ? [first] : keys).find((key) => {
    if (victim.kind === 'tenant') return key === shared || key.startsWith(`${shared}|SERVICE#`);
    return victim.kind === 'anything' || key === first;
  });
  if (reached === undefined) throw new NoSuchRequestError(counterexample, 'no leading key is one it must not reach');
  return reached;
}

/**
 * The victim's parameter that a request for this path reaches. A prover's names are any text; where Parameter Store has no
 * such name, one in the same folder stands for it, and AWS is asked about that one.
 */
export function reachedParameter(counterexample: Counterexample, deployment: Deployment, path: string): string {
  const victim = victimOf(counterexample);
  const folder = folderOf(victim, deployment);
  const name = path
    .replaceAll(/[^\w./-]/g, '-')
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/$/, '/proof');
  if (victim.kind === 'anything' || `${name}/`.startsWith(folder)) return name;
  throw new NoSuchRequestError(counterexample, 'the path is no parameter that it must not reach');
}

/** Some parameter of the victim's. */
export function anyParameter(counterexample: Counterexample, deployment: Deployment): string {
  const victim = victimOf(counterexample);
  const folder = folderOf(victim, deployment);
  return victim.kind === 'service' ? `${folder}proof` : `${folder}orders/proof`;
}

/** A parameter of the victim's below the path that a listing asks for. */
export function listedParameter(counterexample: Counterexample, deployment: Deployment, path: string): string {
  const victim = victimOf(counterexample);
  const below = path.endsWith('/') ? path : `${path}/`;
  const folder = folderOf(victim, deployment);
  if (victim.kind === 'anything' || below.startsWith(folder)) return `${below}proof`;
  if (folder.startsWith(below)) return anyParameter(counterexample, deployment);
  throw new NoSuchRequestError(counterexample, 'no parameter that it must not reach lies below the path');
}

function folderOf(victim: Victim, { parameterRoot }: Deployment): string {
  const folder = `/${parameterRoot}/${victim.tenant}/`;
  return victim.kind === 'service' ? `${folder}${victim.service}/` : folder;
}
