import assert from 'node:assert/strict';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { describe, it } from 'mocha';
import {
  ConfigEntrySchema,
  ConfigService,
  EncodedMessage,
  file_leasehold_config_v1_config,
  fileDescriptors,
  GetConfigRequestSchema,
  GetConfigResponseSchema,
  grpcServiceDefinition,
  RefreshService,
  ServiceChangesSchema,
} from '../src/index.ts';

const getConfig = () => {
  const method = grpcServiceDefinition(ConfigService)['getConfig'];
  assert.ok(method);
  return method;
};

describe('the gRPC adapter', () => {
  it('presents every RPC under its full path, all unary but the watch', () => {
    const methods = Object.values(grpcServiceDefinition(ConfigService));
    assert.deepEqual(
      methods.map(({ path }) => path),
      ['GetConfig', 'BatchGetConfigs', 'ListConfigs', 'PutConfig', 'DeleteConfig', 'WatchConfigs'].map(
        (name) => `/leasehold.config.v1.ConfigService/${name}`,
      ),
    );
    assert.ok(methods.every(({ requestStream }) => !requestStream));
    assert.deepEqual(
      methods.filter(({ responseStream }) => responseStream).map(({ originalName }) => originalName),
      ['watchConfigs'],
    );
  });

  it('serializes messages both ways', () => {
    const { requestSerialize, requestDeserialize } = getConfig();
    const request = create(GetConfigRequestSchema, { service: 'orders', key: 'tenant_config_theme' });
    assert.deepEqual(requestDeserialize(requestSerialize(request)), request);
  });

  it('passes bytes that were encoded earlier through untouched', () => {
    const { responseSerialize, responseDeserialize } = getConfig();
    const reply = create(GetConfigResponseSchema, { entry: create(ConfigEntrySchema, { key: 'k', version: 7n }) });
    const bytes = Buffer.from(toBinary(GetConfigResponseSchema, reply));
    assert.equal(responseSerialize(new EncodedMessage(bytes)), bytes);
    assert.deepEqual(responseDeserialize(bytes), reply);
  });

  it('refuses bytes that are no message', () => {
    assert.throws(() => getConfig().requestDeserialize(Buffer.from([0x0a, 0xff])));
  });
});

describe('the file descriptors', () => {
  it('come after the files they import, and name them', () => {
    const files = fileDescriptors(file_leasehold_config_v1_config).map((bytes) =>
      fromBinary(FileDescriptorProtoSchema, bytes),
    );
    const seen = new Set<string>();
    for (const { name, dependency } of files) {
      for (const each of dependency) assert.ok(seen.has(each), `${name} before ${each}`);
      seen.add(name);
    }
    // Without these a client that learns the schema by reflection cannot resolve the fields' types.
    assert.deepEqual(files.at(-1)?.dependency, ['google/protobuf/duration.proto', 'google/protobuf/timestamp.proto']);
    assert.equal(files.at(-1)?.name, 'leasehold/config/v1/config.proto');
  });
});

describe('the contract', () => {
  it('has no tenant in any request of a caller, at any depth', () => {
    for (const { input } of ConfigService.methods) {
      for (const field of input.fields) {
        assert.doesNotMatch(field.name, /tenant/, `${input.typeName}.${field.name}`);
        assert.notEqual(field.fieldKind, 'message', `${input.typeName}.${field.name} nests; look inside it too`);
      }
    }
  });

  it('tells an instance where to look and nothing of what there is: no value, no version', () => {
    assert.deepEqual(
      RefreshService.methods.flatMap(({ input }) => input.fields.map(({ name }) => name)),
      ['changes'],
    );
    assert.deepEqual(
      ServiceChangesSchema.fields.map(({ name }) => name),
      ['tenant', 'service', 'keys'],
    );
  });
});
