import { create, type DescFile, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** The serialized FileDescriptorSet of a file and everything it imports, dependencies first: what gRPC reflection serves. */
export function fileDescriptorSet(file: DescFile): Buffer {
  const files = new Map<string, DescFile>();
  const add = (next: DescFile): void => {
    if (files.has(next.name)) return;
    for (const dependency of next.dependencies) add(dependency);
    files.set(next.name, next);
  };
  add(file);
  const set = create(FileDescriptorSetSchema, { file: [...files.values()].map((each) => each.proto) });
  return Buffer.from(toBinary(FileDescriptorSetSchema, set));
}
