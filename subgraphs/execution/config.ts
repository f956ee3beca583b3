import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';
import type { AgentTrust } from './domain/agent-trust.ts';

const share = z.coerce.number().min(0).max(1);

const schema = z.object({
  /** Share of the outputs of agents on probation that another machine renders again. */
  SPOT_CHECK_PROBATION_SHARE: share.default(0.25),
  SPOT_CHECK_TRUSTED_SHARE: share.default(0.02),
});

/** Shares of outputs that are checked, by how far their agent is relied upon. */
export function checkedShares(): Readonly<Record<AgentTrust, number>> {
  const settings = readConfig(schema);
  return {
    PROBATION: settings.SPOT_CHECK_PROBATION_SHARE,
    TRUSTED: settings.SPOT_CHECK_TRUSTED_SHARE,
    QUARANTINED: 0,
  };
}
