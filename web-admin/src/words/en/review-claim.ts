/** What review-claim says. */
export const reviewClaim = {
  approvedFirstBy: (name: string) => `Approved by ${name}; needs a second person`,
  giveItBack: 'Give it back',
  looksAtIt: (name: string) => `${name} looks at it`,
  needsTwoPeople: 'Needs two people',
  takeIt: 'Take it',
  tooLong: 'Waits for too long',
  waitsSince: 'Waits since ',
  youLookAtIt: 'You look at it',
};
