import type { ModelSequence } from './model-sequence.ts';
import type { ModelWatcher } from './model-watcher.ts';

/** Looks at what watchers know, before they are given up: each is an answer of every instance. */
const maxLooks = 200;

/** Everything works again and all that was under way has ended: now every instance must agree with the stores. */
export async function settle(sequence: ModelSequence): Promise<void> {
  const { system } = sequence;
  system.mend();
  await sequence.ended();
  await system.world.settled();
  // Instances that were too slow for the notifier, which the failure queue tells, are not at fault for that.
  const wasLossy = system.givenUp() > 0 || sequence.hasLost;
  sequence.tally.add(wasLossy ? 'with events lost' : 'with every event delivered');
  // Where every event was delivered nothing is left for a sweep.
  if (wasLossy) await system.world.sweep();
  const changed = sequence.histories.filter(({ states }) => states.length > 1);
  for (const at of system.instances) {
    await Promise.all(
      changed.map(async (key) => {
        const entry = await at.instance.read(sequence.token(key.tenant), key.place);
        sequence.answers.bind(at, key, key.now.value === null ? 0 : key.now.serial);
        sequence.answers.sees(at, key, entry, false);
        if ((entry?.value ?? null) !== key.now.value) {
          throw new Error(`${key} is ${key.now.value} (change ${key.now.serial}), read ${entry?.value ?? 'nothing'}`);
        }
      }),
    );
  }
  for (const watcher of sequence.watchers) if (watcher !== undefined) await agrees(sequence, watcher);
  sequence.rethrow();
}

async function agrees(sequence: ModelSequence, watcher: ModelWatcher): Promise<void> {
  const { tenant, service, keyPrefix } = watcher.watched;
  const stored = sequence.histories.filter(
    ({ tenant: of, place, now }) =>
      of === tenant && place.service === service && place.key.startsWith(keyPrefix) && now.value !== null,
  );
  const { instances } = sequence.system;
  for (let look = 0; look < maxLooks; look += 1) {
    // One that was cut off, or found its store down, goes on wherever it finds an instance.
    if (!watcher.isOpen) watcher.open(sequence.system.at(look % instances.length).instance.address);
    const { known } = watcher;
    if (known.size === stored.length && stored.every(({ place, now }) => known.get(place.key) === now.version)) return;
    const told = watcher.message();
    await Promise.race([told, Promise.all(instances.map((_, index) => sequence.answered(index)))]);
    sequence.system.time.pass(50);
  }
  const should = stored.map(({ place, now }) => `${place.key}: ${now.version}`);
  const does = [...watcher.known].map(([key, version]) => `${key}: ${version}`);
  throw new Error(`a watcher of ${service}/${keyPrefix} of ${tenant} knows ${does}, and not ${should}`);
}
