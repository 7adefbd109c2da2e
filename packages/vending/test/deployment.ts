import { type Deployment, localDeployment } from '@leasehold/policies';

/** The local deployment with both trust modes. */
export const deployment: Deployment = { ...localDeployment, assumeRoleTrust: true };
