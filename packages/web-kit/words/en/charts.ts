/** What charts says. */
export const charts = {
  theAxisStartsAt: (low: string | number) => `The axis starts at ${low}.`,
  time: 'Time',
  values: 'Values',
  viewAsChart: 'View as chart',
  viewAsTable: 'View as table',
};
