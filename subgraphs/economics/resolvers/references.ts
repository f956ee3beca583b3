/** An entity of another context: its id is all that is kept of it here. */
export interface Reference {
  id: string;
}
