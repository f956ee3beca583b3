/** What flags says. */
export const flags = {
  changeTheFlag: 'Change the flag',
  close: 'Close',
  flag: 'Flag',
  flags: 'Flags',
  forOfPeopleSince: (
    value: string | number,
    rolloutPercent: string | number,
    setAt: string | number,
    reason: string | number,
  ) => `${value} for ${rolloutPercent}% of people, since ${setAt}: “${reason}”`,
  forWhom: 'For whom',
  holdsNow: 'Holds now',
  killSwitches: 'Kill switches',
  module: 'Module',
  now: 'Now',
  off: 'Off',
  on: 'On',
  setIt: 'Set it',
  settingsOfBehaviour: 'Settings of behaviour',
  shareOfPeopleInPercent: 'Share of people, in percent',
  shareOfPeopleWhomIt: (rolloutPercent: string | number) =>
    `Share of people whom it holds for: ${rolloutPercent}%`,
  stopSomethingAtOnce: 'stop something at once',
  switchesThatHoldWithinTwo:
    'Switches that hold within two seconds in every process. Each change keeps its reason and is in the audit trail.',
  takeTheSettingBack: 'Take the setting back',
  theFlagsCouldNotBe: 'The flags could not be loaded',
  value: 'Value',
  whyItIsKeptFor: 'Why? It is kept for good.',
  withoutASetting: 'Without a setting',
};
