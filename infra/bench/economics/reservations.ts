import { reserveTokens } from '@effect-studio/economics/ledger/use-cases/reservation-queue';
import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import type { EconomicsPart } from './part.ts';

const AT_ONCE = 64;
const FOR_MS = 2_000;
const TOKENS = 100_000_000;
const QUEUED = 'reservations on one hot account, ledger entries in batches';
const GUARDED = 'reservations on one hot account, one guarded UPDATE each';
const RATIO = 'batches against guarded UPDATEs';

/** Reservations of one token on one hot account, against the least that anybody could do: a guarded update. */
export const reservationPart: EconomicsPart = {
  metrics: { [QUEUED]: 'per second', [GUARDED]: 'per second', [RATIO]: 'times' },
  open: async ({ services, owner }) => {
    const call = () => callContext(services, { caller: systemCaller() });
    const [hot, plain] = [newId(), newId()];
    for (const userId of [hot, plain]) {
      await topUpWallet(call(), { userId, amountTokens: TOKENS, reason: 'bench', key: newId() });
    }
    const guarded = async () => {
      const { rowCount } = await owner.query({
        name: 'bench-guarded',
        text: `update economics.wallet set available_tokens = available_tokens - 1
               where owner_id = $1 and available_tokens >= 1`,
        values: [plain],
      });
      if (rowCount !== 1) throw new Error('the guarded update changed nothing');
    };
    const queued = async () => {
      const reservation = { id: newId(), runId: newId(), ownerId: hot, amountTokens: 1 };
      const { code } = await reserveTokens(call(), reservation);
      if (code !== 'POSTED') throw new Error(`a reservation was answered ${code}`);
    };
    const measure = async () => {
      const [least, ours] = [await perSecond(guarded), await perSecond(queued)];
      return { [QUEUED]: ours, [GUARDED]: least, [RATIO]: ours / least };
    };
    return [{ name: `${AT_ONCE} at once`, measure }];
  },
};

async function perSecond(once: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const ask = async () => {
    while (performance.now() - startedAt < FOR_MS) {
      await once();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return (done * 1_000) / (performance.now() - startedAt);
}
