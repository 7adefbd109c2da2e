import { create, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { RefreshRequestSchema } from '@leasehold/contract';

/** What a caller of the refresh port learns. */
export interface Answer {
  readonly code: number;
  readonly details: string;
}

const raw = (bytes: Buffer): Buffer => bytes;

/** Tells the instance at `address` that a key of acme was changed, with these `authorization` headers and nothing else. */
export async function refreshCall(address: string, ...authorizations: readonly string[]): Promise<Answer> {
  const client = new Client(address, credentials.createInsecure());
  const metadata = new Metadata();
  for (const authorization of authorizations) metadata.add('authorization', authorization);
  const changes = [{ tenant: 'acme', service: 'orders', keys: ['tenant_config_theme'] }];
  const request = Buffer.from(toBinary(RefreshRequestSchema, create(RefreshRequestSchema, { changes })));
  try {
    return await new Promise((resolve) => {
      const method = '/leasehold.refresh.v1.RefreshService/Refresh';
      const call = client.makeUnaryRequest(method, raw, raw, request, metadata, () => {});
      call.on('status', resolve);
    });
  } finally {
    client.close();
  }
}
