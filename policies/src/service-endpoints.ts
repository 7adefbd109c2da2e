import type { Deployment } from './deployment.ts';

/** DNS suffix of AWS service endpoints; China has its own. */
function dnsSuffix(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** Parameter Store as `kms:ViaService` names it: `ssm.eu-west-1.amazonaws.com`. */
export function parameterStoreEndpoint(deployment: Deployment): string {
  return `ssm.${deployment.region}.${dnsSuffix(deployment.partition)}`;
}
