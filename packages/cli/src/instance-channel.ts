import { readFileSync } from 'node:fs';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { isLoopbackHost } from '@leasehold/domain';
import { UsageError } from './usage-error.ts';

/** PEM files, for instances whose certificate is of a private CA or that ask for one themselves. */
export interface InstanceTls {
  readonly instanceCa?: string;
  readonly instanceCert?: string;
  readonly instanceKey?: string;
}

/**
 * TLS, except on loopback without a CA, where the service listens in plaintext: an acknowledgement that anybody on the way
 * could have written would be worth nothing. @throws UsageError
 */
export function channelTo(address: string, tls: InstanceTls): ChannelCredentials {
  const host = /^(.+):[0-9]{1,5}$/.exec(address)?.[1];
  if (host === undefined) throw new UsageError(`--instance ${address}: host:port is needed`);
  const { instanceCa, instanceCert, instanceKey } = tls;
  if ((instanceCert === undefined) !== (instanceKey === undefined)) {
    throw new UsageError('--instance-cert and --instance-key are needed together');
  }
  if (instanceCa === undefined && instanceCert === undefined && isLoopbackHost(host))
    return credentials.createInsecure();
  return credentials.createSsl(read(instanceCa), read(instanceKey), read(instanceCert));
}

function read(path: string | undefined): Buffer | null {
  if (path === undefined) return null;
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UsageError(`cannot read ${path}`, { cause });
  }
}
