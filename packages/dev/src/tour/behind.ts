import { performance } from 'node:perf_hooks';
import { Operator, type Place } from '../client/operator.ts';
import { read, type Stage } from './stage.ts';

const rounds = 9;
/** When a change that is not seen is not waited for any longer. The service would look by itself within a minute. */
const patienceMs = 5_000;

const places: readonly (Place & { readonly store: string })[] = [
  { store: 'DynamoDB', service: 'orders', key: 'tenant_config_theme' },
  { store: 'Parameter Store', service: 'orders', key: 'param_config_endpoint' },
];

/** Whoever changes a store past the service is read by it at once all the same. */
export async function behind({ narrator, system, client }: Stage): Promise<void> {
  narrator.scene(
    '5  A change behind the service is read at once',
    'the operator writes to the stores themselves, while the service serves acme from memory; AWS tells the notifier, and it tells the service',
  );
  const operator = new Operator(system.aws, system.deployment);
  const token = system.issuer.mint({ tenant: 'acme', role: 'reader' });
  const bars = [];
  try {
    for (const { store, ...place } of places) {
      const times: number[] = [];
      const change = async (round: number): Promise<void> => {
        // What is told of earlier changes has been told; then it is in memory, and would be served from there.
        await system.aws.deliveries.settled();
        await read(client, token, place.service, place.key);
        const value = JSON.stringify({ tenant: 'acme', changedBehind: round });
        await operator.put('acme', place, value);
        const changed = performance.now();
        let seen = false;
        while (!seen && performance.now() - changed < patienceMs) {
          seen = (await read(client, token, place.service, place.key)).text === value;
        }
        if (seen) times.push(performance.now() - changed);
      };
      const all = async (): Promise<void> => {
        for (let round = 1; round <= rounds; round += 1) await change(round);
      };
      await narrator.during(`changing ${place.key}`, all());
      const sorted = times.sort((one, other) => one - other);
      const [median = 0, longest = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
      narrator.claim(
        times.length === rounds,
        `acme reads what was changed in ${store} itself`,
        `${times.length} of ${rounds} changes were read, the slowest ${longest.toFixed(0)} ms after it was stored`,
      );
      bars.push({ label: store, milliseconds: median, note: `from stored to read, median of ${rounds}` });
    }
  } finally {
    operator.close();
  }
  narrator.bars(bars);
}
