/** What account says. */
export const account = {
  account: 'Account',
  dark: 'Dark',
  devices: 'Devices',
  keyboard: 'Keyboard',
  lastSeen: ', last seen ',
  light: 'Light',
  look: 'Look',
  shortcutsOfASingleKey: 'Shortcuts of a single key',
  signOut: 'Sign out',
  signOut2: (device: string | number) => `Sign out ${device}`,
  since: 'since ',
  spacePlaysCommaAndFull: 'Space plays, comma and full stop step a frame. They rest while you type.',
  theSystems: "The system's",
  thisOne: 'This one',
  whereYouAreSignedIn: 'Where you are signed in',
  yourSessionsCouldNotBe: 'Your sessions could not be loaded',
};
