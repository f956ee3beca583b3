/** An entity of another context, by its id. */
export interface Reference {
  id: string;
}
