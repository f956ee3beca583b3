/** A run by id; what mutations answer and remember, and what resolvers load the rest for. */
export interface RunRef {
  __typename?: 'Run';
  id: string;
}
