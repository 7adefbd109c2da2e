import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterArn, parameterKeyArn } from '@leasehold/policies';
import { type Counterexample, NoSuchRequestError } from './counterexample.ts';
import type { Keys, ReplayCloud } from './replay-cloud.ts';
import { anyParameter, reachedParameter } from './victim.ts';

/**
 * Use of the parameter key, the one way there is to it: through Parameter Store, which asks KMS in the session's name with
 * the parameter's own ARN as encryption context. A SecureString with a sentinel lies there; Decrypt must answer it.
 * Encrypt puts one in its place. @throws what AWS refuses with; NoSuchRequestError
 */
export async function replayOnKey(cloud: ReplayCloud, session: Keys, counterexample: Counterexample): Promise<string> {
  const { deployment } = cloud;
  const { action, resource, context } = counterexample.ask;
  if (resource !== parameterKeyArn(deployment)) throw new NoSuchRequestError(counterexample, 'another key');
  // Who needs no context gets along with any: then with that of the victim's parameter.
  const any = parameterArn(deployment, anyParameter(counterexample, deployment));
  const { 'kms:EncryptionContext:PARAMETER_ARN': arn = any } = context;
  const prefix = parameterArn(deployment, '');
  if (typeof arn !== 'string' || !arn.startsWith(`${prefix}/`)) {
    throw new NoSuchRequestError(counterexample, 'Parameter Store uses the key for no other context than a parameter');
  }
  const name = reachedParameter(counterexample, deployment, arn.slice(prefix.length));
  const operator = cloud.client(SSMClient, cloud.aws.operator);
  const ssm = cloud.client(SSMClient, session);
  const secret = (value: string) =>
    new PutParameterCommand({
      Name: name,
      Value: value,
      Type: 'SecureString',
      KeyId: deployment.parameterKeyId,
      Overwrite: true,
    });
  const sentinel = `sentinel-${crypto.randomUUID()}`;
  await cloud.byOperator(operator.send(secret(sentinel)));
  switch (action) {
    case 'kms:Decrypt': {
      const reply = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
      if (reply.Parameter?.Value === sentinel) return `GetParameter decrypted ${name}`;
      throw new Error(`kms:Decrypt was allowed and ${name} stayed closed`);
    }
    case 'kms:Encrypt': {
      await ssm.send(secret('overwritten'));
      const after = await cloud.byOperator(
        operator.send(new GetParameterCommand({ Name: name, WithDecryption: true })),
      );
      if (after.Parameter?.Value === 'overwritten') return `PutParameter encrypted ${name}`;
      throw new Error(`kms:Encrypt was allowed and ${name} is unchanged`);
    }
    default:
      throw new NoSuchRequestError(counterexample, 'the embedded KMS does not serve it');
  }
}
