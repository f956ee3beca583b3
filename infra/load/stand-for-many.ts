import { TypedDocumentString } from '@effect-studio/schema/generated/client';
import { v7 as uuidv7 } from 'uuid';
import type { Graph } from '../demo/graph.ts';

const SET_FLAG = new TypedDocumentString<
  { setFeatureFlag: { __typename: string } },
  { input: Record<string, unknown> }
>('mutation ($input: SetFeatureFlagInput!) { setFeatureFlag(input: $input) { __typename } }');

/** More than a load of minutes has under way. */
const MOST = 1_000_000;

/** Lets one person have as many runs under way as many people have together. */
export async function standForMany(admin: Graph): Promise<void> {
  const input = { key: 'runs.most-per-person', value: MOST, reason: 'load', idempotencyKey: uuidv7() };
  const { setFeatureFlag } = await admin.ask(SET_FLAG, { input });
  if (setFeatureFlag.__typename !== 'FeatureFlag') throw new Error(`no flag: ${setFeatureFlag.__typename}`);
}
