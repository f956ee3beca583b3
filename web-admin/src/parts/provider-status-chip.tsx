import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import type { ProviderStatus } from '../../generated/graphql.ts';

const WORDS: Record<ProviderStatus, readonly [word: string, tone: Tone]> = {
  HEALTHY: ['Healthy', 'good'],
  DEGRADED: ['Degraded', 'warn'],
  UNHEALTHY: ['Unhealthy', 'bad'],
  PAUSED: ['Paused', 'neutral'],
};

/** A provider's health as a word. */
export function ProviderStatusChip({ status }: { status: ProviderStatus }) {
  const [word, tone] = WORDS[status];
  return <Chip tone={tone}>{word}</Chip>;
}
