import type { PromptTemplate } from '../domain/template.ts';

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Templates as the rows of an `insert`, active, for migrations. */
export function templateRows(templates: readonly Omit<PromptTemplate, 'isActive'>[], at: string): string {
  return templates
    .map(
      ({ id, version, effectTypeId, text }) =>
        `(${quote(id)}, ${version}, ${quote(effectTypeId)}, ${quote(text)}, true, '${at}', '${at}')`,
    )
    .join(',\n  ');
}
