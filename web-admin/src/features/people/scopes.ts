import { people as en } from '../../words/en/people.ts';

/** What a partner's program may be allowed, in words. */
export const SCOPES: readonly { value: string; label: string }[] = [
  { value: 'media', label: en.sendClips },
  { value: 'runs:read', label: en.readRunsAndWallet },
  { value: 'runs:write', label: en.startRuns },
];

export const DEFAULT_QUOTA_PER_DAY = 10_000;

/** A quota that the graph takes: 1 to 10,000,000 operations a day. */
export const isQuota = (quota: number | string): quota is number =>
  typeof quota === 'number' && Number.isInteger(quota) && quota >= 1 && quota <= 10_000_000;
