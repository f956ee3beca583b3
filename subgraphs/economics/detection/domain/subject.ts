/** What a series, an alert or a bottleneck is about. */
export interface Subject {
  kind: SubjectKind;
  /** Id of the provider, workflow or fleet, or of the wallet's owner. */
  id: string;
}

export type SubjectKind = 'PROVIDER' | 'WORKFLOW' | 'FLEET' | 'OWNER';

/** What is watched of a subject, per quarter of an hour. */
export type Signal =
  /** Busy time per work unit against what is usual for the same work. */
  | 'LATENCY'
  /** Share of attempts that failed, expired or came too late. */
  | 'ERRORS'
  /** Cost per work unit against what is usual for the same work. */
  | 'COST'
  /** Mean wait for a machine. */
  | 'QUEUE'
  /** Share of attempts that the provider asked to slow down. */
  | 'THROTTLING'
  /** Share of machine time that went into getting ready. */
  | 'STARTUP'
  /** Share of the time that machines were there in which they worked. */
  | 'UTILISATION'
  /** Hours that a wallet lasts at the pace of the last day. */
  | 'BALANCE';

/** One series. */
export interface SeriesKey {
  subject: Subject;
  signal: Signal;
}

/** A series' name, unique and stable. */
export const nameOfSeries = ({ subject, signal }: SeriesKey): string =>
  `${subject.kind}/${subject.id}/${signal}`;

/** The series behind a name; ids may hold slashes, kinds and signals do not. */
export function seriesOfName(name: string): SeriesKey {
  const first = name.indexOf('/');
  const last = name.lastIndexOf('/');
  return {
    subject: { kind: name.slice(0, first) as SubjectKind, id: name.slice(first + 1, last) },
    signal: name.slice(last + 1) as Signal,
  };
}

/** A subject's name, unique and stable. */
export const nameOfSubject = ({ kind, id }: Subject): string => `${kind}/${id}`;
