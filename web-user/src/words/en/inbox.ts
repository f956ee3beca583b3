/** What inbox says. */
export const inbox = {
  all: 'All',
  allIsRead: 'All is read',
  finishedEffectsLandHere: 'Finished effects land here.',
  inbox: 'Inbox',
  inbox2: 'Inbox ',
  inboxUnread: (unread: string | number) => `Inbox, ${unread} unread`,
  markAsRead: 'Mark as read',
  nothingNeedsYou: 'Nothing needs you',
  open: 'Open',
  seeAll: 'See all',
  theInboxCouldNotBe: 'The inbox could not be loaded',
  unread: 'Unread',
  unread2: 'unread',
  whichMessages: 'Which messages',
};
