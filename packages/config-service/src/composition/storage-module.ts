import { ContainerModule } from 'inversify';
import type { StoreRoutes } from '../use-cases/store-routes.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

export const storageModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.stores, [], (): StoreRoutes => {
    throw new Error('no storage yet');
  });
  provide(bind, parts.closeables, [parts.vending], (vending) => [vending]);
});
