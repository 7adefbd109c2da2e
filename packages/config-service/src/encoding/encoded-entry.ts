import { create, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { ConfigEntrySchema, SensitivityCode } from '@leasehold/contract';
import { type ConfigEntry, formatConfigKey, type Sensitivity } from '@leasehold/domain';

/**
 * A `leasehold.config.v1.ConfigEntry` in bytes, without `source` and `age`: those differ from reply to reply and are
 * appended to these bytes, which protobuf allows, since the order of fields in a message is free.
 */
export interface EncodedEntry {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly sensitivity: Sensitivity;
}

/** Encodes everything of `entry` that is the same in every reply. */
export function encodeEntry(entry: ConfigEntry): EncodedEntry {
  const message = create(ConfigEntrySchema, {
    service: entry.service ?? '',
    key: formatConfigKey(entry.key),
    contentType: entry.contentType,
    version: BigInt(entry.version),
    lastModifiedTime: timestampFromMs(entry.lastModifiedAt),
    author: entry.author ?? '',
    sensitivity: entry.sensitivity === 'sensitive' ? SensitivityCode.SENSITIVE : SensitivityCode.NORMAL,
  });
  if (entry.value !== null) message.value = entry.value;
  return {
    bytes: toBinary(ConfigEntrySchema, message),
    version: entry.version,
    sensitivity: entry.sensitivity,
  };
}
