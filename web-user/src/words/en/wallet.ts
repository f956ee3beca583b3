/** What wallet says. */
export const wallet = {
  aLookWithoutWords: 'A look without words',
  canBeSpent: 'Can be spent',
  history: 'History',
  limit: (period: string | number) => `Limit, ${period}`,
  nothingMovedYet: 'Nothing moved yet',
  of: (limitTokens: string | number) => `of ${limitTokens}`,
  setAsideForRunsThat: 'Set aside for runs that go on',
  showOlderOnes: 'Show older ones',
  startingARunSetsIts: 'Starting a run sets its price aside. It is paid only for a result.',
  theHistoryCouldNotBe: 'The history could not be loaded',
  thereIsNoWalletYet: 'There is no wallet yet',
  wallet: 'Wallet',
  yourWalletCouldNotBe: 'Your wallet could not be loaded',
};
