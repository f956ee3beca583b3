/** What creations says. */
export const creations = {
  aLookWithoutWords: 'A look without words',
  anExampleAndAFew: 'An example and a few words are enough: the studio lends you the footage.',
  creations: 'Creations',
  makeTheFirstOne: 'Make the first one',
  newCreation: 'New creation',
  showOlderOnes: 'Show older ones',
  yourCreationsAppearHere: 'Your creations appear here',
  yourCreationsCouldNotBe: 'Your creations could not be loaded',
};
