/** What video says. */
export const video = {
  blink: 'Blink',
  compare: 'Compare',
  compareWith: 'Compare with',
  layout: 'Layout',
  pause: 'Pause',
  placeInTheClipIn: 'Place in the clip, in seconds',
  play: 'Play',
  showTheOther: (reference: string) => `Show in its place: ${reference}`,
  sideBySide: 'Side by side',
  slider: 'Slider',
  space: 'Space',
  theClipsAppearHereOnce: 'The clips appear here once the studio has checked them.',
  withTheExample: 'With the example',
  withTheFootage: 'With the footage',
};
