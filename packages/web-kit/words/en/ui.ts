/** What ui says. */
export const ui = {
  cancel: 'Cancel',
  close: 'Close',
  commandPalette: 'Command palette',
  commands: 'Commands',
  copied: 'Copied',
  copyId: (slice: string | number) => `Copy id ${slice}`,
  copyTheCorrelationId: 'Copy the correlation id',
  loading: 'Loading',
  nothingIsCalledThat: 'Nothing is called that.',
  nothingThatYouDidWas:
    'Nothing that you did was lost in the studio. Show it again, or tell us the id when it happens again.',
  showItAgain: 'Show it again',
  thisPartOfThePage: 'This part of the page broke',
  tryAgain: 'Try again',
  toUseTheLook: (other: string | number) => `Use the ${other} look`,
};
