/**
 * OPEN: nothing reserved yet. RESERVED: tokens are set aside. REFUSED: they could not be. CHARGED: consumed
 * on the result. RELEASED: given back before a charge. REFUNDED: given back after it. CLOSED: the run ended
 * before anything was reserved.
 */
export type RunAccountState =
  | 'OPEN'
  | 'RESERVED'
  | 'REFUSED'
  | 'CHARGED'
  | 'RELEASED'
  | 'REFUNDED'
  | 'CLOSED';

/** Where a run's money stands. */
export interface RunAccount {
  runId: string;
  ownerId: string;
  state: RunAccountState;
  reservationId: string | null;
  reservedTokens: number;
  consumedTokens: number;
  /** Released or refunded. */
  returnedTokens: number;
  /** The winning candidate and its full-length render; null until a result is ready. */
  winner: Winner | null;
}

export interface Winner {
  candidateTaskId: string;
  finishTaskId: string;
}

/** What happens to a run that touches its money. */
export type RunMoneyEvent = 'REQUESTED' | 'RESULT_READY' | 'ENDED' | 'FULL_REFUND_ORDERED';

/** What is to be done about it. IGNORE: it was done before, or there is nothing to do. */
export type RunMoneyAction =
  | 'RESERVE'
  | 'REFUSE_ENDED'
  | 'CHARGE'
  | 'ATTRIBUTE'
  | 'RELEASE'
  | 'REFUND'
  | 'CLOSE'
  | 'IGNORE';

/**
 * The one place that decides what an event does to a run's money, whatever the order or number of deliveries:
 * tokens are reserved once, charged once, given back once, and never both charged and released.
 */
export function actionFor(state: RunAccountState, event: RunMoneyEvent): RunMoneyAction {
  switch (event) {
    case 'REQUESTED':
      if (state === 'OPEN') return 'RESERVE';
      return state === 'CLOSED' ? 'REFUSE_ENDED' : 'IGNORE';
    case 'RESULT_READY':
      // A second result is the creator's other choice: another winner, the same charge.
      return state === 'RESERVED' ? 'CHARGE' : 'ATTRIBUTE';
    case 'ENDED':
      if (state === 'RESERVED') return 'RELEASE';
      return state === 'OPEN' ? 'CLOSE' : 'IGNORE';
    case 'FULL_REFUND_ORDERED':
      if (state === 'CHARGED') return 'REFUND';
      if (state === 'RESERVED') return 'RELEASE';
      return state === 'OPEN' ? 'CLOSE' : 'IGNORE';
  }
}
