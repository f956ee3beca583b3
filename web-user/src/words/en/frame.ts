/** What frame says. */
export const frame = {
  account: 'Account',
  accountOf: (displayName: string | number, displayName2: string | number) =>
    `${displayName}, account of ${displayName2}`,
  canBeSpent: (availableTokens: string | number, reserved: string | number) =>
    `Can be spent: ${availableTokens}${reserved}`,
  create: 'Create',
  creations: 'Creations',
  dropAnExampleAndYour:
    'Drop an example and your footage. Several engines try the look, the studio measures every version, and you keep the best one. Or ',
  effectStudio: 'Effect Studio',
  first: ' first.',
  gallery: 'Gallery',
  inbox: 'Inbox',
  lookAroundInTheGallery: 'look around in the gallery',
  main: 'Main',
  mainBottom: 'Main, bottom',
  making: 'Effect making',
  makeAnyClipLookLike: 'Make any clip look like the one you love.',
  signIn: 'Sign in',
  signOut: 'Sign out',
  theStudioCouldNotBe: 'The studio could not be reached',
  toTheContent: 'To the content',
  wallet: 'Wallet',
  wallet2: 'Wallet: ',
};
