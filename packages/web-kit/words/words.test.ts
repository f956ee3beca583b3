import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SOURCES = ['web-user/src', 'web-admin/src', 'packages/web-kit'];
/** Attributes that people read or hear. */
const SPOKEN = new Set([
  'label',
  'title',
  'placeholder',
  'aria-label',
  'description',
  'what',
  'note',
  'alt',
  'caption',
  'confirm',
  'reasonLabel',
  'thumbLabel',
  'summary',
]);
/** The page of parts is for tests; what it says is nobody's. */
const LEFT_OUT = /[\\/](node_modules|generated|dist|parts)[\\/]/;

interface Node {
  type: string;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
const hasWord = (text: unknown): boolean => typeof text === 'string' && /\p{L}{2,}/u.test(text);

/** Texts between tags, and those of attributes that people read, that stand in a component itself. */
export function literalsIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'JSXText' && hasWord(node.value)) found.push(String(node.value).trim());
    if (node.type === 'JSXAttribute' && isNode(node.value) && node.value.type === 'Literal') {
      const name = isNode(node.name) ? String(node.name.name) : '';
      if (SPOKEN.has(name) && hasWord(node.value.value)) found.push(`${name}: ${String(node.value.value)}`);
    }
    for (const value of Object.values(node)) {
      if (isNode(value)) visit(value);
      else if (Array.isArray(value)) for (const item of value) if (isNode(item)) visit(item);
    }
  };
  visit(parseAst(source, { lang: 'tsx' }) as unknown as Node);
  return found;
}

describe('words of the apps', () => {
  it('stand in their catalogues: no component has a text of its own', () => {
    const files = SOURCES.flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.tsx'))
        .map((file) => path.join(folder, file)),
    ).filter((file) => !LEFT_OUT.test(file));
    expect(files.length).toBeGreaterThan(100);
    const found = files.flatMap((file) =>
      literalsIn(readFileSync(path.join(ROOT, file), 'utf8')).map((text) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it('are found between tags and in what is read aloud, and nowhere else', () => {
    const source = 'const a = <p className="a b" title="Over here">Hello {name} <b>{en.you}</b> · </p>;';
    expect(literalsIn(source)).toEqual(['title: Over here', 'Hello']);
  });
});
