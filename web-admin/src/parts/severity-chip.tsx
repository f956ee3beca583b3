import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import type { Severity } from '../../generated/graphql.ts';

const WORDS: Record<Severity, readonly [word: string, tone: Tone]> = {
  WARN: ['Warning', 'warn'],
  ERROR: ['Error', 'bad'],
  CRITICAL: ['Critical', 'bad'],
};

/** How bad a logged condition is, as a word. */
export function SeverityChip({ severity }: { severity: Severity }) {
  const [word, tone] = WORDS[severity];
  return <Chip tone={tone}>{word}</Chip>;
}
