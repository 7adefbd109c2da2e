import { ContainerModule } from 'inversify';
import { BatchGetConfigs } from '../use-cases/batch-get-configs.ts';
import { DeleteConfig } from '../use-cases/delete-config.ts';
import { GetConfig } from '../use-cases/get-config.ts';
import { ListConfigs } from '../use-cases/list-configs.ts';
import { PutConfig } from '../use-cases/put-config.ts';
import { ValueCache } from '../value-cache/value-cache.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** What the service does, and what it remembers. */
export const useCasesModule = new ContainerModule(({ bind }) => {
  provide(
    bind,
    parts.valueCache,
    [parts.settings, parts.clock],
    (settings, clock) => new ValueCache(settings.valueCache, clock),
  );
  provide(
    bind,
    parts.useCases,
    [parts.settings, parts.valueCache, parts.vendor, parts.stores, parts.clock, parts.keyChanges],
    ({ maxReplyBytes }, cache, vendor, stores, clock, changes) => ({
      getConfig: new GetConfig(cache, vendor, stores, clock),
      batchGetConfigs: new BatchGetConfigs(cache, vendor, stores, clock, maxReplyBytes),
      listConfigs: new ListConfigs(cache, vendor, stores),
      putConfig: new PutConfig(cache, vendor, stores, changes),
      deleteConfig: new DeleteConfig(cache, vendor, stores, changes),
    }),
  );
});
