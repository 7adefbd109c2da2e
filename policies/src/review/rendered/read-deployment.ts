import { z } from 'zod';
import type { Deployment } from '../../deployment.ts';
import { safeDeployment } from '../../deployment-grammar.ts';
import { PolicyError } from '../../policy-error.ts';

/** A file that should be a deployment has not its shape. */
export class UnreadableDeploymentError extends PolicyError {
  readonly code = 'unreadable-deployment';

  constructor(file: string, rule: string) {
    super(`${file} cannot be read as a deployment, such as policies/rendered/web-identity/deployment.json: ${rule}`);
  }
}

const shape = z.strictObject({
  partition: z.string(),
  region: z.string(),
  account: z.string(),
  table: z.string(),
  parameterRoot: z.string(),
  readerRole: z.string(),
  writerRole: z.string(),
  taskRole: z.string(),
  notifierRole: z.string(),
  boundaryPolicy: z.string(),
  revocationsPolicy: z.string(),
  deployer: z.string(),
  breakGlass: z.string(),
  revoker: z.string(),
  parameterKeyId: z.string(),
  notifierFunction: z.string(),
  failureQueue: z.string(),
  refreshAudience: z.string(),
  namespace: z.string(),
  discoveryService: z.string(),
  issuers: z.array(
    z.strictObject({
      provider: z.string(),
      audiences: z.array(z.string()),
      tenants: z.array(z.string()).exactOptional(),
    }),
  ),
  assumeRoleTrust: z.boolean(),
  attribution: z.enum(['tenant', 'user']),
}) satisfies z.ZodType<Deployment>;

/**
 * The JSON text of a deployment, every member there and no other. `file` is named in the errors.
 * @throws UnreadableDeploymentError, DeploymentGrammarError
 */
export function readDeployment(file: string, text: string): Deployment {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UnreadableDeploymentError(file, 'it is not JSON');
  }
  const { data: deployment, error } = shape.safeParse(data);
  if (deployment === undefined) {
    const [issue] = error.issues;
    const member = issue?.path.join('.') ?? '';
    throw new UnreadableDeploymentError(file, `${member === '' ? '' : `${member}: `}${issue?.message ?? 'unknown'}`);
  }
  return safeDeployment(deployment);
}
