import { override, parts } from '@leasehold/config-service';
import type { LocalAws } from '@leasehold/local-aws';

type TaskCredentials = LocalAws['taskCredentials'];

/**
 * Lets a service in this very process read who is revoked, with the task role's credentials. A process of its own gets them
 * from its environment, as in production: {@link taskEnvironment}.
 */
export function asTask({ taskCredentials }: { readonly taskCredentials: TaskCredentials }) {
  return override(parts.iamAccess, [parts.settings], ({ deployment: { region }, awsEndpoint }) => ({
    region,
    ...(awsEndpoint === null ? {} : { endpoint: awsEndpoint }),
    credentials: () => obtained(taskCredentials),
  }));
}

/** The variables by which a container of ECS finds the credentials of its task role (AWS SDK reference, container provider). */
export function taskEnvironment({ uri, authorization }: TaskCredentials): Record<string, string> {
  return { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri, AWS_CONTAINER_AUTHORIZATION_TOKEN: authorization };
}

async function obtained({ uri, authorization }: TaskCredentials) {
  const answer = await fetch(uri, { headers: { authorization, connection: 'close' } });
  const body = (await answer.json()) as Readonly<Record<string, string>>;
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration } = body;
  if (!accessKeyId || !secretAccessKey || !sessionToken || !Expiration) {
    throw new Error(`the embedded AWS gave no credentials of the task role: status ${answer.status}`);
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(Expiration) };
}
