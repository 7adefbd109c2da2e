import { LeakWatch } from './leak-watch.ts';
import { tapOutputs } from './tap-outputs.ts';
import { tapSecrets } from './tap-secrets.ts';

const watch = new LeakWatch();
tapSecrets(watch);
tapOutputs(watch);

/** mocha loads these into each of its processes, before any test: a secret in an output fails the file that brought it about. */
export const mochaHooks = {
  afterAll(): void {
    const leaks = watch.takeLeaks();
    if (leaks.length > 0)
      throw new Error(`${leaks.length} outputs hold a secret verbatim:\n${leaks.slice(0, 5).join('\n')}`);
  },
};
