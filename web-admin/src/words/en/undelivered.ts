/** What undelivered says. */
export const undelivered = {
  allArrived: 'All of it arrived',
  attempts: 'Attempts',
  channel: 'Channel',
  channels: { IN_APP: 'Inbox', EMAIL: 'E-mail', WEB_PUSH: 'Browser', SMS: 'SMS' },
  gaveUp: 'Given up',
  lastAttempt: 'Last attempt',
  noticesThatFailAre: 'Notices that fail are tried again by themselves first, e-mail for some seven hours.',
  noticesThatNoAttempt:
    'What people should have been told by e-mail, in their browser or by text message, and no attempt brought to them. The inbox in the app has it, unless they switched that off.',
  person: 'Person',
  theNewest: (count: number) => `The newest ${count} are shown.`,
  theNoticesCouldNotBe: 'The notices could not be loaded',
  tryAgain: 'Try again',
  undelivered: 'Undelivered notices',
  why: 'Why',
};
