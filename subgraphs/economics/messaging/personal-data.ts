import { personalData } from '@effect-studio/kernel/personal-data';

/** The books stay, under an id that belongs to nobody then; what limited their spending does not. */
export const personal = personalData({
  tables: [
    { table: 'economics.spending_limit', forget: 'delete', give: null },
    {
      table: 'economics.wallet',
      forget: null,
      give: ['id', 'available_tokens', 'held_tokens', 'created_at'],
    },
    {
      table: 'economics.ledger_transfer',
      forget: null,
      give: ['id', 'kind', 'amount_tokens', 'run_id', 'reason', 'created_at'],
    },
  ],
});
