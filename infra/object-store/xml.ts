/** What an element may hold: text, or child elements in order; a list repeats the element. */
export type XmlContent = string | number | boolean | XmlElements;
export interface XmlElements {
  readonly [name: string]: XmlContent | readonly XmlContent[] | undefined;
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A document with one root element; undefined children are left out. */
export function toXml(root: string, children: XmlElements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${render(children)}</${root}>`;
}

/** The error body of S3; it carries no namespace. */
export function toErrorXml(code: string, message: string, requestId: string): string {
  const body = render({ Code: code, Message: message, RequestId: requestId });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${body}</Error>`;
}

/** The inner text of every element of that name, at any depth, in order; entities are not yet decoded. */
export function elementsNamed(name: string, xml: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g');
  return [...xml.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The decoded text of the first element of that name; null when there is none. */
export function textOf(name: string, xml: string): string | null {
  const inner = elementsNamed(name, xml)[0];
  return inner === undefined ? null : decodeEntities(inner.trim());
}

function render(children: XmlElements): string {
  return Object.entries(children)
    .flatMap(([name, content]) => (isList(content) ? content : [content]).map((one) => element(name, one)))
    .join('');
}

function isList(content: XmlContent | readonly XmlContent[] | undefined): content is readonly XmlContent[] {
  return Array.isArray(content);
}

function element(name: string, content: XmlContent | undefined): string {
  if (content === undefined) return '';
  return `<${name}>${typeof content === 'object' ? render(content) : escapeText(String(content))}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function escapeText(text: string): string {
  // Control characters other than tab are not allowed in XML 1.0 or would be normalised: as references.
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;');
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return entities[name] ?? whole;
  });
}
