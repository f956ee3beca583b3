/** What lists of differences say. */
export const changeList = {
  added: 'Added',
  changed: 'Changed',
  itIsAsItWas: 'It is as it was.',
  removed: 'Removed',
};
