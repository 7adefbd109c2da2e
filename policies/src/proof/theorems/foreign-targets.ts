import type { Deployment } from '../../deployment.ts';
import {
  type Difference,
  differences,
  nameCharacter,
  serviceGrammar,
  tagCharacter,
  tenantGrammar,
} from '../model/names.ts';
import {
  itemsOf,
  itemsOfEverybody,
  keyFor,
  keyForEverybody,
  otherSessions,
  parametersOf,
  parametersOfEverybody,
  type Target,
} from '../model/target.ts';
import { isIn } from '../smt/formula.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';

/** All that belongs to tenant `other` and to it alone. */
export function targetsOf(deployment: Deployment, other: Text, unknowns: Unknowns, keys: number): readonly Target[] {
  const shared = concat(constant('TENANT#'), other);
  const service = unknowns.text('service');
  unknowns.prefer(isIn(service, serviceGrammar));
  const ofService = concat(shared, constant('|SERVICE#'), service);
  const path = concat(constant(`/${deployment.parameterRoot}/`), other);
  return [
    ...itemsOf(deployment, "an item of the other tenant's shared configuration", shared, unknowns, keys),
    ...itemsOf(deployment, "an item of the other tenant's service", ofService, unknowns, keys),
    ...parametersOf(deployment, 'of the other tenant', path, unknowns),
    ...keyFor(deployment, 'of the other tenant', path, unknowns),
  ];
}

/** All that reaches every tenant at once, whoever it is asked for. */
export function targetsOfEverybody(deployment: Deployment, unknowns: Unknowns, keys: number): readonly Target[] {
  return [
    ...itemsOfEverybody(deployment, unknowns, keys + 1),
    ...parametersOfEverybody(deployment),
    ...keyForEverybody(deployment, unknowns),
    ...otherSessions(deployment, unknowns),
  ];
}

/** How the tag of a session, any text that STS takes, can differ from a tenant's id. */
export const tagAndTenant: readonly Difference[] = differences(
  ['t', 'u'],
  [tagCharacter, nameCharacter],
  tenantGrammar,
);

/** How one tenant's id can differ from another's. */
export const tenants: readonly Difference[] = differences(
  ['t', 'u'],
  [nameCharacter, nameCharacter],
  tenantGrammar,
  tenantGrammar,
);
