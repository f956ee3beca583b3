/** What session says. */
export const session = {
  continueWithYourAccount: 'Continue with your account',
  eMailAddress: 'E-mail address',
  enterTheCode: 'Enter the code',
  ifWord: 'If ',
  maySignInSixDigits: ' may sign in, six digits are on their way. They are good for ten minutes.',
  oneTimeCode: 'One-time code',
  sendMeACode: 'Send me a code',
  signIn: 'Sign in',
  tryAgain: 'Try again',
  toUseAnotherAddressOrSend: 'Use another address, or send a new code',
};
