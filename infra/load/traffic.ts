import { v7 as uuidv7 } from 'uuid';
import type { Connections } from './connections.ts';
import type { Outcome, Traffic } from './open-loop.ts';

/** Who sends: anyone, people, admins, and a partner's program that acts for a person. Agents send by themselves. */
export interface Senders {
  visitor: Connections;
  creator: Connections;
  admin: Connections;
  partner: Connections;
}

/** What was accepted and must therefore be there afterwards. */
export interface Accepted {
  uploads: Set<string>;
  runs: Set<string>;
}

const READS: readonly { name: string; by: keyof Senders; weight: number; query: string }[] = [
  {
    name: 'gallery',
    by: 'visitor',
    weight: 6,
    query: '{ effects(first: 20) { edges { node { id slug title priceTokens previewUrl } } } }',
  },
  {
    name: 'my runs',
    by: 'creator',
    weight: 5,
    query:
      '{ runs(first: 20) { edges { node { id state wish quotedTokens createdAt footage { id posterUrl } winner { rank composite provider { id name } } } } } }',
  },
  {
    name: 'wallet',
    by: 'creator',
    weight: 4,
    query: '{ wallet { availableTokens reservedTokens } quoteRun { amountTokens } }',
  },
  {
    name: 'inbox',
    by: 'creator',
    weight: 3,
    query: '{ notifications(first: 20) { edges { node { id kind title readAt run { id state } } } } }',
  },
  {
    name: 'runs of a partner',
    by: 'partner',
    weight: 2,
    query:
      '{ runs(first: 20) { edges { node { id state quotedTokens createdAt } } } wallet { availableTokens } quoteRun { amountTokens } }',
  },
  {
    name: 'gallery of a partner',
    by: 'partner',
    weight: 1,
    query: '{ effects(first: 20) { edges { node { id slug title priceTokens } } } }',
  },
  {
    name: 'action log',
    by: 'admin',
    weight: 1,
    query: '{ actionLog(first: 50) { id at severity sourceModule message } }',
  },
  {
    name: 'margins',
    by: 'admin',
    weight: 1,
    query:
      '{ marginHud(window: DAY) { version burnNanoUsdPerHour explorationShare marginChange } routingStatus { manifestVersion isStale } }',
  },
];

const START_UPLOAD = `mutation ($input: StartUploadInput!) { startUpload(input: $input) {
  __typename ... on Upload { id } } }`;
const ABORT_UPLOAD = `mutation ($input: AbortUploadInput!) { abortUpload(input: $input) {
  __typename ... on Upload { id } } }`;
const SUBMIT_RUN = `mutation ($input: SubmitRunInput!) { submitRun(input: $input) { __typename ... on Run { id } } }`;
export const CANCEL_RUN = `mutation ($input: CancelRunInput!) { cancelRun(input: $input) { __typename ... on Run { id } } }`;

/** Mostly people who look. */
export const readsOf = (senders: Senders): Traffic[] =>
  READS.map(({ name, by, weight, query }) => ({
    name,
    weight,
    kind: 'read',
    send: async () => (await senders[by].ask(query)).outcome,
  }));

/** Of what was written; a problem that the graph words, such as too few tokens, has none. */
const idIn = (data: Record<string, { id?: string }> | null): string | undefined =>
  data ? Object.values(data)[0]?.id : undefined;

/** What is begun and not ended yet; ended in the order in which it was begun. */
class Begun {
  readonly #ids: string[] = [];

  add = (id: string): void => void this.#ids.push(id);
  take = (): string | undefined => this.#ids.shift();
}

/**
 * Uploads begun and given up, and runs submitted and cancelled before much is rendered: what is measured is the studio,
 * not ffmpeg.
 */
export function writesOf({ creator, partner }: Senders, accepted: Accepted, videoId: string): Traffic[] {
  const uploads = new Begun();
  const runs = new Begun();
  const keyed = (input: object) => ({ input: { ...input, idempotencyKey: uuidv7() } });
  const begin = async (
    document: string,
    input: object,
    into: Set<string>,
    begun: Begun,
    by: Connections = creator,
  ): Promise<Outcome> => {
    const { outcome, data } = await by.ask<Record<string, { id?: string }>>(document, keyed(input));
    const id = idIn(data);
    if (id) {
      into.add(id);
      begun.add(id);
    }
    return outcome === 'answered' && !id ? 'declined' : outcome;
  };
  const beginUpload = () =>
    begin(START_UPLOAD, { fileName: 'load.mp4', sizeBytes: '1000000' }, accepted.uploads, uploads);
  const beginRun = () => begin(SUBMIT_RUN, { exampleVideoId: videoId, wish: 'load' }, accepted.runs, runs);
  const beginRunOfPartner = () =>
    begin(SUBMIT_RUN, { exampleVideoId: videoId, wish: 'load' }, accepted.runs, runs, partner);
  const end = async (document: string, field: string, begun: Begun, orElse: () => Promise<Outcome>) => {
    const id = begun.take();
    // Nothing is begun at the very first: something is, instead of nothing being sent.
    if (!id) return orElse();
    const { outcome, data } = await creator.ask<Record<string, { id?: string }>>(
      document,
      keyed({ [field]: id }),
    );
    if (outcome !== 'answered') begun.add(id);
    return outcome === 'answered' && !idIn(data) ? 'declined' : outcome;
  };
  const write = (name: string, weight: number, send: () => Promise<Outcome>): Traffic => ({
    name,
    kind: 'write',
    weight,
    send,
  });
  return [
    write('begin an upload', 23, beginUpload),
    write('give an upload up', 23, () => end(ABORT_UPLOAD, 'uploadId', uploads, beginUpload)),
    write('submit a run', 1, beginRun),
    write('submit a run as a partner', 1, beginRunOfPartner),
    write('cancel a run', 1, () => end(CANCEL_RUN, 'runId', runs, beginRun)),
  ];
}
