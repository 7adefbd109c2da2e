import type { LocalAws } from '@leasehold/local-aws';
import type { BaseCredentials } from '@leasehold/vending';

/** The task role's credentials of the embedded AWS, asked for anew whenever they are used: its time runs faster than ours. */
export function taskCredentials(aws: LocalAws): BaseCredentials {
  return async () => {
    const { uri, authorization } = aws.taskCredentials;
    const answer = await fetch(uri, { headers: { authorization } });
    const { AccessKeyId, SecretAccessKey, Token } = (await answer.json()) as Readonly<Record<string, string>>;
    if (AccessKeyId === undefined || SecretAccessKey === undefined || Token === undefined) {
      throw new Error('the embedded AWS gives no task credentials');
    }
    const expiration = new Date(Date.now() + 1_000);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, expiration };
  };
}
