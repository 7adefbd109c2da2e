import { type DescFile, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

/** The serialized FileDescriptorProto of each file and all they import, dependencies first: what reflection serves. */
export function fileDescriptors(...wanted: readonly DescFile[]): readonly Buffer[] {
  const files = new Map<string, DescFile>();
  const add = (next: DescFile): void => {
    if (files.has(next.name)) return;
    for (const dependency of next.dependencies) add(dependency);
    files.set(next.name, next);
  };
  for (const file of wanted) add(file);
  return [...files.values()].map(({ proto }) => Buffer.from(toBinary(FileDescriptorProtoSchema, proto)));
}
