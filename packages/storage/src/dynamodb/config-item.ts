import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type ConfigEntry, type ConfigName, isConfigName, type ServiceName } from '@leasehold/domain';
import { sortKeyPrefix } from '@leasehold/policies';
import { storedAuthor, storedContentType } from '../stored-metadata.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** The primary key of one item. */
export interface ItemKey extends Record<string, AttributeValue> {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
}

export function itemKey(pk: string, sk: string): ItemKey {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** What a CONFIG item and each of its HISTORY items say of one version; a tombstone has no value. */
export interface ItemVersion {
  readonly version: number;
  readonly modifiedAt: number;
  readonly author: string;
  readonly content: { readonly value: string; readonly contentType: string } | 'deleted';
}

export function itemOf(key: ItemKey, written: ItemVersion): Record<string, AttributeValue> {
  return {
    ...key,
    version: { N: String(written.version) },
    modifiedAt: { N: String(written.modifiedAt) },
    author: { S: written.author },
    ...(written.content === 'deleted'
      ? { deleted: { BOOL: true } }
      : { value: { S: written.content.value }, contentType: { S: written.content.contentType } }),
  };
}

/** An item in the table is not one that this store writes. Names the attribute, not its content. */
class MalformedItemError extends Error {
  readonly attribute: string;

  constructor(attribute: string) {
    super(`an item in the table has no usable attribute "${attribute}"; was it written outside Leasehold?`);
    this.name = 'MalformedItemError';
    this.attribute = attribute;
  }
}

export function isTombstone(item: Item): boolean {
  return item['deleted']?.BOOL === true;
}

/** @throws MalformedItemError */
export function versionOf(item: Item): number {
  return numberIn(item, 'version', 1);
}

/** The entry of a live item, `null` for a tombstone. @throws MalformedItemError */
export function entryOf(item: Item, service: ServiceName | null, name: ConfigName): ConfigEntry | null {
  if (isTombstone(item)) return null;
  const value = item['value']?.S;
  if (value === undefined) throw new MalformedItemError('value');
  return {
    service,
    key: { tag: 'tenant_config', name },
    value,
    contentType: storedContentType(item['contentType']?.S),
    version: versionOf(item),
    lastModifiedAt: numberIn(item, 'modifiedAt', 0),
    author: storedAuthor(item['author']?.S),
    sensitivity: 'normal',
  };
}

/** The name a CONFIG item's sort key holds. @throws MalformedItemError */
export function nameOf(item: Item): ConfigName {
  const sk = item['sk']?.S ?? '';
  const name = sk.slice(sortKeyPrefix.config.length);
  if (!sk.startsWith(sortKeyPrefix.config) || !isConfigName(name)) throw new MalformedItemError('sk');
  return name;
}

function numberIn(item: Item, attribute: string, least: number): number {
  const number = Number(item[attribute]?.N);
  if (!Number.isSafeInteger(number) || number < least) throw new MalformedItemError(attribute);
  return number;
}
