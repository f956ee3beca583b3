import { StudioError } from '@effect-studio/kernel/errors';
import type { Template } from './templates.ts';

/**
 * Fills a template's placeholders.
 * @throws StudioError `TEMPLATE_VALUE_MISSING` (not retryable) when a placeholder has no value
 */
export function renderNotice(
  template: Template,
  values: Readonly<Record<string, string>>,
): { title: string; body: string } {
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) {
        throw new StudioError('TEMPLATE_VALUE_MISSING', `${template.kind} needs a value for {${name}}`);
      }
      return value;
    });
  return { title: fill(template.title), body: fill(template.body) };
}

/** An amount of tokens in words, such as `1 token`. */
export const tokensInWords = (amountTokens: number): string =>
  `${amountTokens} ${amountTokens === 1 ? 'token' : 'tokens'}`;
