/** Names a clip; its fields are read where they are asked for. */
export interface VideoReference {
  __typename: 'Video';
  id: string;
}
