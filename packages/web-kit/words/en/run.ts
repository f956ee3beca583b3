/** What run says. */
export const run = {
  notYet: 'not yet',
  underWay: 'under way',
};
