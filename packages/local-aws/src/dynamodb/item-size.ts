import type { Attributes, AttributeValue } from './dynalite-modules.ts';

/** An item's limit in bytes, attribute names included. */
export const largestItem = 400 * 1024;
/** The limit over all items of one transaction, in bytes. */
export const largestTransaction = 4 * 1024 * 1024;

function numberBytes(text: string): number {
  const digits = text
    .replace(/[eE].*$/, '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+|0+$/g, '').length;
  return 1 + Math.ceil(digits / 2) + (text.startsWith('-') ? 1 : 0);
}

function scalarBytes(type: string, text: string): number {
  if (type.startsWith('N')) return numberBytes(text);
  return type.startsWith('B') ? Buffer.from(text, 'base64').length : Buffer.byteLength(text);
}

function valueBytes(value: AttributeValue): number {
  let bytes = 0;
  for (const [type, content] of Object.entries(value)) {
    if (typeof content === 'string') bytes += scalarBytes(type, content);
    else if (type === 'M') bytes += 3 + Object.keys(content as Attributes).length + itemBytes(content as Attributes);
    else if (type === 'L') for (const element of content as AttributeValue[]) bytes += 1 + valueBytes(element);
    else if (Array.isArray(content)) for (const element of content) bytes += scalarBytes(type.charAt(0), element);
    else bytes += 1;
    if (type === 'L') bytes += 3;
  }
  return bytes;
}

/**
 * An item's size as DynamoDB counts it: names and text in UTF-8 bytes, numbers about one byte for two digits, 3 bytes for a
 * list or map and 1 for each of its elements. dynalite counts UTF-16 units, so it would let larger items through.
 */
export function itemBytes(item: Attributes): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
  return bytes;
}
