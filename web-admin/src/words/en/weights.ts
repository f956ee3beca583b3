type Value = string | number;

/** What quality weights says. */
export const weights = {
  agreement: 'Ranked as people did',
  agreementOfThoseBefore: (before: Value) => `${before} by hand`,
  allEffectTypes: 'All effect types',
  approved: 'Approved',
  chosen: 'Chosen instead of the best',
  cleanness: 'Cleanness',
  close: 'Close',
  decisions: 'Decisions',
  decisionsByEffectType: 'Decisions by effect type',
  effectType: 'Effect type',
  fidelity: 'Fidelity',
  goBackToIt: 'Go back to it',
  history: 'When it was in force',
  inForce: 'In force',
  learnt: 'Learnt',
  learntFrom: (decisions: Value, pairs: Value) =>
    `Learnt from ${decisions} decisions, which compare ${pairs} pairs of outputs.`,
  madeByHand:
    'Made by hand, before anybody had decided anything. They hold until a learnt version is put in force.',
  mayBeLuck: (z: Value, needed: Value) =>
    `That may be luck (z ${z}, ${needed} is asked for), so it cannot be put in force.`,
  noDecisionsYet: 'Nobody has decided anything yet',
  notBetter: 'Not better',
  nothingIsKnownOf: 'Nothing is known of what it was learnt from.',
  openOneForWhatItWeighs: 'open one for what it weighs and why',
  outputsJudgedFromNowOn:
    'Outputs that are judged from now on are weighed by it; those judged before keep their composite. The router learns from the new composites.',
  ownFromDecisions: (decisions: Value, after: Value, before: Value) =>
    `Its own, from ${decisions} decisions: ranks ${after} of those held out as people did, the weights of all ${before}.`,
  ownNotBetter: (decisions: Value, z: Value, needed: Value) =>
    `As all: of its ${decisions} decisions, weights of its own foretell no more than may be luck (z ${z}, ${needed} is asked for).`,
  people: 'What people decided',
  proposed: 'Proposed',
  putItInForce: 'Put it in force',
  putVersionInForce: (version: Value) =>
    version === 0 ? 'Go back to the hand weights?' : `Put version ${version} in force?`,
  qualityWeights: 'Quality weights',
  ranksAsPeopleDid: (after: Value, before: Value) =>
    `Of pairs that it was not shown, it ranks ${after} as people did; the hand weights ${before}.`,
  rejected: 'Rejected',
  rolledBack: 'Rolled back',
  saySomething: 'Say something',
  somebody: 'the platform',
  stability: 'Stability',
  standing: 'Standing',
  style: 'Style',
  surelyBetter: (z: Value, needed: Value) => `That is no luck (z ${z}, ${needed} is asked for).`,
  theWeightsCouldNotBe: 'The weights could not be loaded',
  theyAreNotedWhen:
    'They are noted when results are approved and rejected, and when somebody takes another candidate than the best.',
  tooFewOfIt: (decisions: Value, needed: Value) =>
    `As all: ${decisions} of ${needed} decisions that are needed to look at it by itself.`,
  version: 'Version',
  versionNumber: (version: Value) => (version === 0 ? 'The hand weights' : `Version ${version}`),
  versions: 'Versions',
  weightsOf: (version: Value) => (version === 0 ? 'Weights by hand' : `Weights of version ${version}`),
  whatCountsForHowMuch:
    'What the four parts of quality count for in the composite, which ranks candidates and teaches the router. Learnt once a day from what people approve, reject and choose; in force when an admin says so.',
  whatPeopleDecideTeaches: (telling: Value, needed: Value) =>
    `${telling} decisions say something; from ${needed} on weights are learnt.`,
  whyItIsKeptFor: 'Why? It is kept for good.',
  z: 'z',
};
