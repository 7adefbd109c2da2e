/** What an XML reply is made of: text, named parts, or a list. `null` and `undefined` parts are left out. */
export type XmlContent =
  | string
  | number
  | boolean
  | Date
  | readonly XmlContent[]
  | { readonly [name: string]: XmlContent | null | undefined };

/** `<name>…</name>`. Names come from this package's code; all text is escaped. */
export function xmlElement(name: string, content: XmlContent, attributes = ''): string {
  return `<${name}${attributes}>${inner(content)}</${name}>`;
}

function inner(content: XmlContent): string {
  if (content instanceof Date) return content.toISOString().replace(/\.\d+Z$/, 'Z');
  if (typeof content !== 'object') return escaped(String(content));
  // The query protocol's name for each part of a list.
  if (Array.isArray(content)) return content.map((part: XmlContent) => xmlElement('member', part)).join('');
  return Object.entries(content)
    .map(([name, part]) => (part === null || part === undefined ? '' : xmlElement(name, part)))
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => entities[character] ?? '')
      // Control characters cannot be in XML 1.0 at all, not even as a reference.
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
  );
}
