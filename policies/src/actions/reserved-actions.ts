import type { ServiceAction } from './service-actions.ts';

/** All actions that AWS lists for a type of resource of a service, but for those that are left open. */
export function reservedActions<S extends string>(
  actions: readonly ServiceAction<S>[],
  service: NoInfer<S>,
  resource: string,
  leftOpen: readonly string[],
): readonly ServiceAction<S>[] {
  return actions.filter(
    (action) =>
      action.service === service && action.resources?.includes(resource) === true && !leftOpen.includes(action.name),
  );
}

/** Those of them that change something. */
export function reservedChanges<S extends string>(
  ...asked: Parameters<typeof reservedActions<S>>
): readonly ServiceAction<S>[] {
  return reservedActions(...asked).filter(({ changes }) => changes);
}
