/** Something that the person at the command line can mend; its message is what they read. */
export class EffectsFault extends Error {
  override readonly name = 'EffectsFault';
}
