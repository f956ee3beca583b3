/**
 * Mutations that take no idempotency key, each with what stands in its place. A mutation that is neither here
 * nor among the cases is one that somebody forgot.
 */
export const WITHOUT_KEY: ReadonlyMap<string, string> = new Map([
  ['signUploadParts', 'changes nothing: it signs addresses, and signing twice gives two good addresses'],
  [
    'leaseTasks',
    'hands out each task once; who asks again wants other work, and a lease that got lost on the way expires',
  ],
  ['reportPresence', 'says that an agent lives, now; saying it again says it again'],
  [
    'renewLease',
    'is fenced by `leaseId` and ordered by `sequence`: the last report counts, an older one is ignored',
  ],
  [
    'requestSignInCode',
    'internal; each letter has a code of its own, and their number is limited per address',
  ],
  [
    'deliverLetter',
    'internal; a letter that is handed over twice has one Message-ID, and the sender keeps what was delivered',
  ],
  ['rotateSession', 'internal; the token that is given up is the key, and a session has one next token'],
  ['redeemSignInCode', 'internal; the code is the key, and it opens one session'],
  [
    'endIssuerSessions',
    'internal; what has ended cannot end again, and the gateway lets each `jti` through once',
  ],
  ['openSessionForIssuer', 'internal; the gateway lets each `state` of a sign-in through once'],
]);
