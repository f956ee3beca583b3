/** What video says. */
export const video = {
  pause: 'Pause',
  placeInTheClipIn: 'Place in the clip, in seconds',
  play: 'Play',
  space: 'Space',
};
